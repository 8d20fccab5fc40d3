#include "models/exposition/parser.h"

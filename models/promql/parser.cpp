#include "models/promql/parser.h"

#include "models/rules/rulefile.h"

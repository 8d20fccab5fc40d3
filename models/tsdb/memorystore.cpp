#include "models/tsdb/memorystore.h"

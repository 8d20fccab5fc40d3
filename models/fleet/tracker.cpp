#include "models/fleet/tracker.h"

#include "models/session/replay.h"

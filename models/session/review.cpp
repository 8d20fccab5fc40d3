#include "models/session/review.h"

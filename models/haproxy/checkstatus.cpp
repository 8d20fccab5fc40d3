#include "models/haproxy/checkstatus.h"

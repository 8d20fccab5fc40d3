#include "models/sources/scraper.h"

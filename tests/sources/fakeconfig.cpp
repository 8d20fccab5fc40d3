#include "models/config/config.h"

checkwatch::config::Secret::~Secret() = default;

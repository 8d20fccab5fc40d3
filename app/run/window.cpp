#include "app/run/run.h"

namespace checkwatch::app {

int runWindow(const Options&)
{
    return 2;
}

} // namespace checkwatch::app

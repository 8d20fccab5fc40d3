#include "app/windowpart.h"

#include "app/windowed.h"

#include <cstdio>
#include <dlfcn.h>
#include <filesystem>

namespace checkwatch::app {
namespace {

/// Where the package puts it, else beside the program, where it is built; both as seen from the program itself.
std::filesystem::path windowPart()
{
    std::error_code error;
    const std::filesystem::path folder = std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
    const std::filesystem::path installed = folder / CHECKWATCH_PART;
    return std::filesystem::exists(installed, error) ? installed : folder / "checkwatch-window.so";
}

} // namespace

/// Lazily, as the program itself is: most of what the part refers to is never called in one run.
int runWindowed(const Options& options, int argc, char** argv)
{
    void* const part = dlopen(windowPart().c_str(), RTLD_LAZY | RTLD_LOCAL);
    void* const door = part ? dlsym(part, "checkwatchWindowed") : nullptr;
    if (door == nullptr) {
        std::fprintf(stderr, "checkwatch: the part with the windows cannot be loaded (%s): install the package anew\n",
                     dlerror());
        return 2;
    }
    return reinterpret_cast<decltype(&checkwatchWindowed)>(door)(options, argc, argv);
}

} // namespace checkwatch::app

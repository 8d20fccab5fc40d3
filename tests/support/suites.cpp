#include "tests/support/suites.h"

#include <iostream>
#include <span>

namespace checkwatch::suites {

int run(const Suites& suites, int argc, char** argv)
{
    const std::span arguments(argv, static_cast<std::size_t>(argc));
    const auto suite = argc > 1 ? suites.find(arguments[1]) : suites.end();
    if (suite != suites.end()) {
        return suite->second(argc - 1, &arguments[1]);
    }
    std::cerr << "usage: " << arguments[0] << " SUITE [arguments of QtTest], SUITE being one of:\n";
    for (const auto& [name, main] : suites) {
        std::cerr << "  " << name << '\n';
    }
    return 2;
}

} // namespace checkwatch::suites

#pragma once

#include <map>
#include <string_view>

/// A program of many tests: `ui_tests tst_wall [QtTest's arguments]`. Each is a suite of its own, in a process of its own; they
/// share a program because to compile, and to link, two hundred takes most of an hour.
namespace checkwatch::suites {

using Suites = std::map<std::string_view, int (*)(int argc, char** argv)>;

/// What the suite that the first argument names returns, run as if its name were the program's; 2 where there is none of it.
int run(const Suites& suites, int argc, char** argv);

} // namespace checkwatch::suites

#pragma once

#include "models/testfiles/testoptions.h"
#include "models/testfiles/unittestfile.h"

#include <string>
#include <vector>

namespace checkwatch::testfiles {

/// Runs one entry of `tests:` with the semantics of promtool 2.42 (guides: prometheus 5.3): all groups are
/// evaluated every `evaluationInterval`, in `groupOrder`, whatever their own intervals. The texts of what failed are
/// promtool's, each with the difference under it; empty: passed. Unlike promtool it has no limit of 10,000 samples a query.
std::vector<std::string> runUnitTest(const UnitTest& test, const std::vector<rules::Group>& groups,
                                     const UnitTestFile& file, const TestOptions& options);

/// What `test rules` says about one file.
struct UnitTestReport
{
    std::vector<std::string> warnings;
    std::vector<std::string> failures; ///< empty: success
};

/// Reads the file and its rule files, runs all its tests.
UnitTestReport runUnitTestFile(const std::string& path, const TestOptions& options);

} // namespace checkwatch::testfiles

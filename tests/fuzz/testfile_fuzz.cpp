#include "models/testfiles/scriptreader.h"
#include "models/testfiles/unittestfile.h"

#include <algorithm>
#include <cstdlib>

using namespace checkwatch;

namespace {

/// `1x100000`: well formed, but a machine for memory.
bool repeatsMuch(std::string_view text)
{
    for (std::size_t at = text.find('x'); at != std::string_view::npos; at = text.find('x', at + 1)) {
        const std::size_t digits = std::min(text.find_first_not_of("0123456789", at + 1), text.size()) - at - 1;
        if (digits > 3) {
            return true;
        }
    }
    return false;
}

} // namespace

/// A script of the promql test language and a unit-test file of any bytes: errors lie within the text, and what is read holds
/// together.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text(reinterpret_cast<const char*>(data), size);
    if (repeatsMuch(text)) {
        return 0;
    }
    const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1;
    const testfiles::Script script = testfiles::readScript(text);
    for (const base::Error& error : script.errors) {
        if (error.message.empty() || error.line < 1 || static_cast<std::size_t>(error.line) > lines) {
            std::abort();
        }
    }
    for (const testfiles::ScriptCommand& command : script.commands) {
        if (command.line < 1 || command.line > lines || command.evaluates() != (command.expr != nullptr)) {
            std::abort();
        }
    }
    std::vector<base::Error> errors;
    const testfiles::UnitTestFile file = testfiles::readUnitTestFile(text, errors);
    for (const testfiles::UnitTest& test : file.tests) {
        for (const testfiles::AlertTest& alert : test.alertTests) {
            if (alert.evalTime > test.maxEvalTime()) {
                std::abort();
            }
        }
    }
    return 0;
}

#include "models/rules/yamldecoder.h"
#include "models/testfiles/unittestrun.h"

#include <filesystem>
#include <fstream>
#include <memory>
#include <set>
#include <sstream>

#include <glob.h>

namespace checkwatch::testfiles {
namespace {

base::Result<std::string> readFile(const std::string& path)
{
    std::error_code none;
    const std::filesystem::file_status status = std::filesystem::status(path, none);
    if (!std::filesystem::is_regular_file(status)) {
        return base::Error{base::ErrorCode::NotFound,
                           "open " + path
                               + (std::filesystem::is_directory(status)  ? ": is a directory"
                                      : !std::filesystem::exists(status) ? ": no such file or directory"
                                                                         : ": not a regular file")};
    }
    std::ifstream in(path, std::ios::binary);
    std::ostringstream content;
    if (!in || !(content << in.rdbuf() || in.peek() == EOF)) {
        return base::Error{base::ErrorCode::Refused, "open " + path + ": it cannot be read"};
    }
    return std::move(content).str();
}

/// The files that a pattern means, sorted.
std::vector<std::string> matching(const std::string& pattern)
{
    glob_t found{};
    std::vector<std::string> out;
    if (glob(pattern.c_str(), 0, nullptr, &found) == 0) {
        out.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
    }
    globfree(&found);
    return out;
}

class FileRun
{
public:
    explicit FileRun(const TestOptions& options) : m_options(options) {}

    UnitTestReport run(const std::string& path)
    {
        const auto text = readFile(path);
        if (!text) {
            m_report.failures.push_back(text.error().message);
            return std::move(m_report);
        }
        std::vector<base::Error> errors;
        const UnitTestFile file = readUnitTestFile(*text, errors);
        if (!errors.empty()) {
            m_report.failures = rules::yamlComplaints(errors);
            return std::move(m_report);
        }
        std::set<std::string> names;
        for (const std::string& name : file.groupOrder) {
            if (!names.insert(name).second) {
                m_report.failures.push_back("group name repeated in evaluation order: " + name);
                return std::move(m_report);
            }
        }
        load(file, std::filesystem::path(path).parent_path());
        for (const UnitTest& test : file.tests) {
            const std::vector<std::string> failures
                = m_ruleErrors.empty() ? runUnitTest(test, m_groups, file, m_options) : m_ruleErrors;
            m_report.failures.insert(m_report.failures.end(), failures.begin(), failures.end());
        }
        return std::move(m_report);
    }

private:
    void load(const UnitTestFile& file, const std::filesystem::path& folder)
    {
        for (const std::string& pattern : file.ruleFiles) {
            const std::string whole = (folder / pattern).lexically_normal().string();
            const std::vector<std::string> paths = matching(whole);
            if (paths.empty()) {
                m_report.warnings.push_back("no file match pattern " + whole);
            }
            for (const std::string& rules : paths) {
                if (m_ruleErrors.empty()) { // promtool stops at the first bad file
                    loadRules(rules);
                }
            }
        }
    }
    void loadRules(const std::string& path)
    {
        const auto text = readFile(path);
        if (!text) {
            m_ruleErrors = {text.error().message};
            return;
        }
        auto parsed = rules::parseRuleFile(*text, path, m_options.parsing());
        if (!parsed) {
            m_ruleErrors = rules::ruleFileComplaints(*text, path, m_options.parsing());
            return;
        }
        for (rules::Group& group : parsed->groups) {
            m_groups.push_back(std::move(group));
        }
    }

    TestOptions m_options;
    UnitTestReport m_report;
    std::vector<rules::Group> m_groups;
    std::vector<std::string> m_ruleErrors;
};

} // namespace

UnitTestReport runUnitTestFile(const std::string& path, const TestOptions& options)
{
    return FileRun(options).run(path);
}

} // namespace checkwatch::testfiles

#include "models/config/httpconfig.h"

#include "models/config/sections.h"

#include <filesystem>

namespace checkwatch::config {

base::Result<HttpConfig> loadHttpConfig(const std::string& path)
{
    bool open = false;
    const auto text = readFile(path, open);
    if (!text) {
        return text.error();
    }
    Problems problems;
    HttpConfig out;
    const auto document = rules::readYaml(*text);
    if (!document) {
        problems.error(0, document.error().message);
    } else if (document->root != nullptr) {
        Fields fields(*document->root, "the HTTP configuration", problems);
        readSecurity(fields, std::filesystem::path(path).parent_path().string(), out.http);
        fields.done();
    }
    if (open) {
        noticeOpenSecrets(problems);
    }
    Config words;
    words.path = path;
    auto result = resultOf(std::move(words), problems);
    if (!result) {
        return std::move(result).error();
    }
    out.notices = std::move(result->notices);
    return out;
}

} // namespace checkwatch::config

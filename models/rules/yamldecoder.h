#pragma once

#include "models/base/time.h"
#include "models/rules/rulefile.h"
#include "models/rules/yamltree.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace checkwatch::rules {

/// Decodes YAML nodes strictly, as Go's yaml packages decode into structures: unknown and duplicate keys and wrong types are
/// errors that name line and Go type; a bad duration or merge is fatal and then the only error. One decoding of one document;
/// it stops at the first fatal error, and where aliases blow the document up.
class YamlDecoder
{
public:
    YamlDecoder(const YamlDocument& document, std::vector<base::Error>& errors);

    using TakeField = std::function<bool(const std::string& name, const YamlNode& value)>;
    /// Calls take(name, value) for each field of a map; where it returns false, the field is not known. False where there is
    /// no map; null is none, without an error.
    bool forEachField(const YamlNode& node, std::string_view type, const TakeField& take);
    void forEachItem(const YamlNode& node, std::string_view type,
                     const std::function<void(const YamlNode& item)>& take);

    // What is taken out of a scalar; wrong ones leave `out` as it is, null is "" or no change.
    bool takeString(const YamlNode& node, std::string& out);
    void takeInteger(const YamlNode& node, int& out);
    void takeFloat(const YamlNode& node, double& out);
    void takeDuration(const YamlNode& node, base::Duration& out);
    /// A map of strings, in file order.
    void takePairs(const YamlNode& node, StringPairs& out);
    void takeStrings(const YamlNode& node, std::vector<std::string>& out);

    void fail(int line, const std::string& message);
    void failFatally(int line, std::string message);
    /// Call it at the end: a fatal error takes the place of all others.
    void finish();

private:
    struct Field
    {
        const YamlNode* key = nullptr;
        const YamlNode* value = nullptr;
    };
    using Names = std::unordered_set<std::string_view>;

    void wrongType(const YamlNode& node, std::string_view type);
    bool exhausted(const YamlNode& node);
    bool hasDuplicateKeys(const YamlNode& map);
    /// The map's own entries, then those it merges in, a name once: own before merged, earlier before later.
    void gather(const YamlNode& map, std::vector<Field>& out, Names& names, int depth);
    void merge(const YamlNode& node, std::vector<Field>& out, Names& names, int depth);

    std::vector<base::Error>& m_errors;
    std::optional<base::Error> m_fatal;
    std::size_t m_visits = 0;
    std::size_t m_maxVisits; ///< aliases may make a small document large; without them no node is visited that often
};

/// Errors as Go's yaml packages put them: those of types in one text, the others one by one.
std::vector<std::string> yamlComplaints(const std::vector<base::Error>& errors);

} // namespace checkwatch::rules

#pragma once

#include "models/base/time.h"
#include "models/config/problems.h"
#include "models/rules/yamltree.h"

#include <cstddef>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace checkwatch::config {

/// One mapping of the file, read strictly: a field is taken by name once, done() makes an error of every field nobody took.
/// Merge keys (<<) are resolved: what stands in the mapping itself wins. A field whose value is null is as absent.
/// Reading a field leaves `out` alone where the field is absent or bad. One thread; the document must outlive it.
class Fields
{
public:
    /// `place` names the mapping in messages: "global", "scrape_configs".
    Fields(const rules::YamlNode& node, std::string place, Problems& problems);

    /// The value, null where the field is absent.
    const rules::YamlNode* take(std::string_view name);
    void text(std::string_view name, std::string& out);
    void boolean(std::string_view name, bool& out);
    void duration(std::string_view name, base::Duration& out);
    /// A whole number that is not negative.
    void count(std::string_view name, std::size_t& out);
    /// Bytes with a unit: 512MB, 1.5GiB, 0.
    void bytes(std::string_view name, std::size_t& out);
    void texts(std::string_view name, std::vector<std::string>& out);
    /// Each name with its value's raw text, in file order.
    void pairs(std::string_view name,
               const std::function<void(const rules::YamlNode& key, const rules::YamlNode& value)>& each);
    void items(std::string_view name, const std::function<void(const rules::YamlNode& item)>& each);

    /// Fields that Prometheus has and that mean nothing here: a notice each.
    void ignore(std::initializer_list<std::string_view> names);
    /// Fields that Prometheus has, that would matter, and that are not available here: an error each, unless empty.
    void refuse(std::initializer_list<std::string_view> names);
    /// The same for every field that ends so.
    void refuseEnding(std::string_view suffix);
    /// Fields of these names, or that end so ("": none does), that would matter and are not available here: a notice each,
    /// unless empty, with what that means. True where there is none.
    bool allow(std::initializer_list<std::string_view> names, std::string_view suffix, const std::string& meaning);
    void done();

    /// The field is there, but without a value.
    [[nodiscard]] bool isNull(std::string_view name) const;
    [[nodiscard]] int line() const noexcept { return m_line; }
    /// The line of a field, the mapping's own where it is absent.
    [[nodiscard]] int lineOf(std::string_view name) const noexcept;
    Problems& problems() noexcept { return m_problems; }

private:
    struct Field
    {
        std::string name;
        const rules::YamlNode* value = nullptr;
        int line = 0;
        bool taken = false;
        bool merged = false;
    };
    void collect(const rules::YamlNode& map, int mergeDepth);
    void merge(const rules::YamlNode& source, int mergeDepth);
    [[nodiscard]] const Field* find(std::string_view name) const;
    [[nodiscard]] Field* find(std::string_view name);
    const rules::YamlNode* scalar(std::string_view name);
    void refuseField(Field& field);
    /// It is taken now, and has something in it.
    static bool takeFilled(Field& field);

    std::string m_place;
    Problems& m_problems;
    int m_line;
    std::vector<Field> m_fields; ///< own first, then merged
    std::unordered_map<std::string, std::size_t> m_byName;
};

} // namespace checkwatch::config

#include "models/config/fields.h"

#include "models/base/duration.h"
#include "models/config/scalars.h"

#include <algorithm>
#include <utility>

namespace checkwatch::config {

using rules::YamlNode;

Fields::Fields(const YamlNode& node, std::string place, Problems& problems)
    : m_place(std::move(place)), m_problems(problems), m_line(node.line)
{
    const YamlNode& map = node.resolved();
    if (map.kind == YamlNode::Kind::Map) {
        collect(map, 0);
    } else if (map.kind != YamlNode::Kind::Null) {
        m_problems.error(node.line, m_place + " must be a mapping of fields");
    }
}

void Fields::collect(const YamlNode& map, int mergeDepth)
{
    const bool merged = mergeDepth > 0;
    std::vector<const YamlNode*> sources;
    for (std::size_t i = 0; i + 1 < map.children.size() && m_problems.spend(); i += 2) {
        const YamlNode& key = map.children[i]->resolved();
        const YamlNode& value = *map.children[i + 1];
        if (key.kind != YamlNode::Kind::Scalar && key.kind != YamlNode::Kind::Null) {
            m_problems.error(key.line, "a field name in " + m_place + " must be plain text");
        } else if (key.text == "<<" && key.tag == "?") {
            sources.push_back(&value);
        } else if (const Field* const known = std::as_const(*this).find(key.text); known == nullptr) {
            m_byName.emplace(key.text, m_fields.size());
            m_fields.push_back({key.text, &value, key.line, false, merged});
        } else if (!merged && !known->merged) {
            m_problems.error(key.line, "field " + key.text + " already set in " + m_place);
        }
    }
    // After the mapping's own fields, because those win.
    for (const YamlNode* const source : sources) {
        merge(source->resolved(), mergeDepth + 1);
    }
}

void Fields::merge(const YamlNode& source, int mergeDepth)
{
    constexpr int deepest = 16;
    std::vector<const YamlNode*> maps = {&source};
    if (source.kind == YamlNode::Kind::Sequence) {
        maps = source.children;
    }
    for (const YamlNode* const map : maps) {
        if (!m_problems.spend()) {
            return;
        }
        if (map->resolved().kind != YamlNode::Kind::Map || mergeDepth > deepest) {
            m_problems.error(map->line, "a merge (<<) takes a mapping or a list of mappings, at most 16 deep");
            return;
        }
        collect(map->resolved(), mergeDepth);
    }
}

const Fields::Field* Fields::find(std::string_view name) const
{
    const auto at = m_byName.find(std::string(name));
    return at == m_byName.end() ? nullptr : &m_fields[at->second];
}

Fields::Field* Fields::find(std::string_view name)
{
    const auto at = m_byName.find(std::string(name));
    return at == m_byName.end() ? nullptr : &m_fields[at->second];
}

int Fields::lineOf(std::string_view name) const noexcept
{
    const Field* const field = find(name);
    return field == nullptr ? m_line : field->line;
}

bool Fields::isNull(std::string_view name) const
{
    const Field* const field = find(name);
    return field != nullptr && field->value->resolved().kind == YamlNode::Kind::Null;
}

const YamlNode* Fields::take(std::string_view name)
{
    Field* const field = find(name);
    if (field == nullptr) {
        return nullptr;
    }
    field->taken = true;
    const YamlNode& value = field->value->resolved();
    return value.kind == YamlNode::Kind::Null ? nullptr : &value;
}

const YamlNode* Fields::scalar(std::string_view name)
{
    const YamlNode* const value = take(name);
    if (value != nullptr && value->kind != YamlNode::Kind::Scalar) {
        m_problems.error(lineOf(name), std::string(name) + " must be a single value");
        return nullptr;
    }
    return value;
}

void Fields::text(std::string_view name, std::string& out)
{
    if (const YamlNode* const value = scalar(name)) {
        out = value->text;
    }
}

void Fields::boolean(std::string_view name, bool& out)
{
    if (const YamlNode* const value = scalar(name)) {
        if (const auto parsed = parseBoolean(value->text)) {
            out = *parsed;
        } else {
            m_problems.error(lineOf(name), std::string(name) + " must be true or false, not \"" + value->text + '"');
        }
    }
}

void Fields::duration(std::string_view name, base::Duration& out)
{
    if (const YamlNode* const value = scalar(name)) {
        if (const auto parsed = base::parseDuration(value->text); parsed.ok()) {
            out = *parsed;
        } else {
            m_problems.error(lineOf(name), std::string(name) + ": " + parsed.error().message);
        }
    }
}

void Fields::count(std::string_view name, std::size_t& out)
{
    if (const YamlNode* const value = scalar(name)) {
        int parsed = 0;
        if (rules::yamlInteger(*value, parsed) && parsed >= 0) {
            out = static_cast<std::size_t>(parsed);
        } else {
            m_problems.error(lineOf(name),
                             std::string(name) + " must be a whole number that is not negative, not \"" + value->text
                                 + '"');
        }
    }
}

void Fields::bytes(std::string_view name, std::size_t& out)
{
    if (const YamlNode* const value = scalar(name)) {
        if (const auto parsed = parseBytes(value->text)) {
            out = *parsed;
        } else {
            m_problems.error(lineOf(name),
                             std::string(name) + " must be a size with a unit like 64MB, not \"" + value->text + '"');
        }
    }
}

void Fields::texts(std::string_view name, std::vector<std::string>& out)
{
    std::vector<std::string> read;
    items(name, [&](const YamlNode& item) {
        if (item.resolved().kind == YamlNode::Kind::Scalar) {
            read.push_back(item.resolved().text);
        } else {
            m_problems.error(item.line, "every item of " + std::string(name) + " must be a single value");
        }
    });
    if (find(name) != nullptr) {
        out = std::move(read);
    }
}

void Fields::pairs(std::string_view name, const std::function<void(const YamlNode& key, const YamlNode& value)>& each)
{
    const YamlNode* const map = take(name);
    if (map == nullptr) {
        return;
    }
    if (map->kind != YamlNode::Kind::Map) {
        m_problems.error(lineOf(name), std::string(name) + " must be a mapping");
        return;
    }
    // Through Fields once more: merge keys and doubled names mean the same here.
    Fields inner(*map, std::string(name), m_problems);
    for (const Field& field : inner.m_fields) {
        if (m_problems.spend()) {
            YamlNode key;
            key.kind = YamlNode::Kind::Scalar;
            key.text = field.name;
            key.line = field.line;
            each(key, field.value->resolved());
        }
    }
}

void Fields::items(std::string_view name, const std::function<void(const YamlNode& item)>& each)
{
    const YamlNode* const list = take(name);
    if (list == nullptr) {
        return;
    }
    if (list->kind != YamlNode::Kind::Sequence) {
        m_problems.error(lineOf(name), std::string(name) + " must be a list");
        return;
    }
    for (const YamlNode* const item : list->children) {
        if (!m_problems.spend()) {
            return;
        }
        each(*item);
    }
}

void Fields::ignore(std::initializer_list<std::string_view> names)
{
    for (const std::string_view name : names) {
        if (find(name) != nullptr && take(name) != nullptr) {
            m_problems.notice(lineOf(name), std::string(name) + " has no meaning here and is ignored");
        }
    }
}

void Fields::refuse(std::initializer_list<std::string_view> names)
{
    for (const std::string_view name : names) {
        if (Field* const field = find(name)) {
            refuseField(*field);
        }
    }
}

void Fields::refuseEnding(std::string_view suffix)
{
    for (Field& field : m_fields) {
        if (field.name.ends_with(suffix)) {
            refuseField(field);
        }
    }
}

bool Fields::takeFilled(Field& field)
{
    field.taken = true;
    const YamlNode& value = field.value->resolved();
    return value.kind != YamlNode::Kind::Null && (value.kind == YamlNode::Kind::Scalar || !value.children.empty());
}

void Fields::refuseField(Field& field)
{
    if (takeFilled(field)) {
        m_problems.error(field.line, field.name + " is not available here");
    }
}

bool Fields::allow(std::initializer_list<std::string_view> names, std::string_view suffix, const std::string& meaning)
{
    bool good = true;
    for (Field& field : m_fields) {
        const bool named = std::ranges::find(names, field.name) != names.end();
        if ((named || (!suffix.empty() && field.name.ends_with(suffix))) && takeFilled(field)) {
            m_problems.notice(field.line, field.name + " is not available here: " + meaning);
            good = false;
        }
    }
    return good;
}

void Fields::done()
{
    for (const Field& field : m_fields) {
        if (!field.taken) {
            m_problems.error(field.line, "field " + field.name + " not found in " + m_place);
        }
    }
}

} // namespace checkwatch::config

#pragma once

#include "models/base/result.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace checkwatch::rules {

/// A node of a YAML document as written: scalars keep their raw text, aliases are not followed. Plain values; pointers go
/// to other nodes of the same YamlDocument.
struct YamlNode
{
    enum class Kind : std::uint8_t { Null, Scalar, Sequence, Map, Alias };
    Kind kind = Kind::Null;
    std::string text;                      ///< of a scalar, and of a null as it was written ("null", "~", "")
    std::string tag;                       ///< "?" plain, "!" quoted, else the explicit tag
    std::vector<const YamlNode*> children; ///< items; of a map key, value, key, value …
    const YamlNode* target = nullptr;      ///< of an alias
    int line = 0;                          ///< 1-based
    int column = 0;                        ///< 1-based, in characters

    /// The node itself, or what an alias stands for.
    [[nodiscard]] const YamlNode& resolved() const { return target ? *target : *this; }
    /// The short tag as yaml.v3 resolves it: !!str, !!int, !!float, !!bool, !!null, !!timestamp, !!seq, !!map.
    [[nodiscard]] std::string_view shortTag() const;
};

/// The first document of a stream. Null root: there is none.
struct YamlDocument
{
    std::deque<YamlNode> nodes;
    const YamlNode* root = nullptr;
};

/// Reads the first YAML document of `text` with libyaml, of which Prometheus' yaml.v3 is a translation: what is refused there
/// is refused here in the same words, "yaml: line 3: …" with the line it would name; Error::line is where it really is.
/// Refused too: bytes that are not UTF-8 (UTF-16 as well), control characters, more than 200 levels, an anchor that
/// contains itself.
base::Result<YamlDocument> readYaml(std::string_view text);

/// A whole number as yaml.v3 reads it into a Go int: decimal, 0x, 0o, 0b, a leading 0 for octal, '_' between digits; a
/// float loses its fraction. False where it is none.
bool yamlInteger(const YamlNode& node, int& out);
/// An integer or a float (.inf and .nan too) as yaml.v3 reads it into a Go float64; nothing where it is neither.
std::optional<double> yamlFloat(const YamlNode& node);

} // namespace checkwatch::rules

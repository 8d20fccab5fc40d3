#pragma once

#include "models/rules/template.h"

#include <memory>
#include <string>
#include <string_view>

namespace checkwatch::rules {

struct TemplateTree; // templatetree.h

/// A parsed template, to be expanded many times. Immutable, cheap to copy.
class TemplateProgram
{
public:
    static base::Result<TemplateProgram> parse(std::string_view text, std::string_view name);

    /// True where the text has no actions: it expands to itself.
    [[nodiscard]] bool constant() const noexcept { return m_constant; }
    /// True where the text can only depend on $labels and what is the same for every evaluation.
    [[nodiscard]] bool onlyLabels() const noexcept { return m_onlyLabels; }
    [[nodiscard]] std::string expand(const TemplateData& data) const;

private:
    std::shared_ptr<const TemplateTree> m_tree;
    bool m_constant = false;
    bool m_onlyLabels = false;
};

} // namespace checkwatch::rules

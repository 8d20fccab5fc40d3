#include "models/rules/templateprogram.h"

namespace checkwatch::rules {

struct TemplateTree
{
    std::string text;
};

base::Result<TemplateProgram> TemplateProgram::parse(std::string_view text, std::string_view /*name*/)
{
    TemplateProgram program;
    program.m_tree = std::make_shared<TemplateTree>(TemplateTree{std::string(text)});
    program.m_constant = text.find("{{") == std::string_view::npos;
    program.m_onlyLabels = text.find("alue") == std::string_view::npos;
    return program;
}

std::string TemplateProgram::expand(const TemplateData& /*data*/) const
{
    return m_tree->text;
}

} // namespace checkwatch::rules

#include "models/rules/template.h"

#include "models/rules/templateprogram.h"

namespace checkwatch::rules {

base::Result<void> checkTemplate(std::string_view text, std::string_view name)
{
    const auto program = TemplateProgram::parse(text, name);
    return program ? base::Result<void>() : program.error();
}

std::string expandTemplate(std::string_view text, const TemplateData& data)
{
    const auto program = TemplateProgram::parse(text, data.name);
    return program
        ? program->expand(data)
        : "<error expanding template: error parsing template " + data.name + ": " + program.error().message + ">";
}

} // namespace checkwatch::rules

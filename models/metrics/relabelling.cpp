#include "models/metrics/relabelling.h"

#include "models/base/lettercase.h"
#include "models/metrics/expansion.h"

#include <md5.h>

#include <algorithm>
#include <array>
#include <utility>

namespace checkwatch::metrics {
namespace {

bool matchesAll(const re2::RE2& regex, std::string_view text)
{
    return re2::RE2::FullMatch({text.data(), text.size()}, regex);
}

/// Of the last eight bytes of the MD5, as the first versions of Prometheus had it.
std::string shareOf(std::string_view value, std::uint64_t modulus)
{
    std::array<std::uint8_t, MD5_DIGEST_LENGTH> hash{};
    MD5_CTX context;
    MD5Init(&context);
    MD5Update(&context, reinterpret_cast<const std::uint8_t*>(value.data()), value.size());
    MD5Final(hash.data(), &context);
    std::uint64_t number = 0;
    for (std::size_t i = 8; i < hash.size(); ++i) {
        number = number << 8U | hash[i];
    }
    return std::to_string(number % modulus);
}

} // namespace

struct Relabelling::Content
{
    std::vector<RelabelStep> steps;
    Dot dot = Dot::Any;
    std::vector<std::unique_ptr<const re2::RE2>> regexes; ///< of the steps
};

/// A label set under way. What a step sets comes behind all that was there from the beginning, which is seen where several
/// labels are mapped to one.
class Relabelling::Work
{
public:
    Work(const Labels& labels, Dot dot) : m_dot(dot)
    {
        for (const Label label : labels) {
            m_labels.emplace_back(label.name, label.value);
        }
        m_first = m_labels.size();
    }

    /// False: dropped.
    bool take(const RelabelStep& step, const re2::RE2& regex)
    {
        using enum RelabelAction;
        switch (step.action) {
        case Replace: replace(step, regex); return true;
        case Keep: return matchesAll(regex, sourceOf(step));
        case Drop: return !matchesAll(regex, sourceOf(step));
        case KeepEqual: return get(step.targetLabel) == sourceOf(step);
        case DropEqual: return get(step.targetLabel) != sourceOf(step);
        case HashMod: set(step.targetLabel, shareOf(sourceOf(step), step.modulus)); return true;
        case LabelMap: map(step, regex); return true;
        case LabelDrop: removeWhere([&](const std::string& name) { return matchesAll(regex, name); }); return true;
        case LabelKeep: removeWhere([&](const std::string& name) { return !matchesAll(regex, name); }); return true;
        case Lowercase: set(step.targetLabel, base::lowered(sourceOf(step))); return true;
        case Uppercase: set(step.targetLabel, base::raised(sourceOf(step))); return true;
        }
        return true;
    }
    [[nodiscard]] Labels result() { return Labels(std::move(m_labels)); }

private:
    using Pairs = std::vector<std::pair<std::string, std::string>>;

    [[nodiscard]] std::string_view get(std::string_view name) const
    {
        const auto at = std::ranges::find(m_labels, name, &Pairs::value_type::first);
        return at == m_labels.end() ? std::string_view() : std::string_view(at->second);
    }
    [[nodiscard]] std::string sourceOf(const RelabelStep& step) const
    {
        std::string out;
        for (const std::string& name : step.sourceLabels) {
            out += &name == step.sourceLabels.data() ? "" : step.separator;
            out += get(name);
        }
        return out;
    }
    void set(const std::string& name, std::string value)
    {
        const auto at = std::ranges::find(m_labels, name, &Pairs::value_type::first);
        const bool added = at - m_labels.begin() >= static_cast<std::ptrdiff_t>(m_first);
        if (!value.empty() && at != m_labels.end() && added) {
            at->second = std::move(value);
            return;
        }
        removeWhere([&](const std::string& each) { return each == name; });
        if (!value.empty()) {
            m_labels.emplace_back(name, std::move(value));
        }
    }
    template <typename Is>
    void removeWhere(const Is& is)
    {
        for (std::size_t i = m_labels.size(); i-- > 0;) {
            if (is(m_labels[i].first)) {
                m_labels.erase(m_labels.begin() + static_cast<std::ptrdiff_t>(i));
                m_first -= i < m_first ? 1 : 0;
            }
        }
    }
    void replace(const RelabelStep& step, const re2::RE2& regex)
    {
        const std::string source = sourceOf(step);
        Expansion expansion(regex);
        if (!expansion.match(source)) {
            return;
        }
        const std::string target = expansion.of(step.targetLabel);
        const std::string value = expansion.of(step.replacement);
        const bool good = isLabelName(target);
        if (m_dot == Dot::AllButNewline && (!good || value.empty())) {
            set(step.targetLabel, {});
        } else if (good) {
            set(target, value);
        }
    }
    void map(const RelabelStep& step, const re2::RE2& regex)
    {
        const Pairs before = m_labels;
        Expansion expansion(regex);
        for (const auto& [name, value] : before) {
            if (expansion.match(name)) {
                set(expansion.of(step.replacement), value);
            }
        }
    }

    const Dot m_dot;
    Pairs m_labels;
    std::size_t m_first = 0; ///< of those that were set
};

base::Result<Relabelling> Relabelling::create(std::vector<RelabelStep> steps, Dot dot)
{
    if (steps.empty()) {
        return Relabelling();
    }
    auto content = std::make_shared<Content>();
    re2::RE2::Options options;
    options.set_log_errors(false);
    for (const RelabelStep& step : steps) {
        if (std::string complaint = relabelComplaint(step); !complaint.empty()) {
            return base::Error{base::ErrorCode::BadInput, std::move(complaint)};
        }
        auto regex = std::make_unique<const re2::RE2>(anchored(step.regex, dot), options);
        if (!regex->ok()) {
            return base::Error{base::ErrorCode::BadInput, "error parsing regexp: " + regex->error()};
        }
        content->regexes.push_back(std::move(regex));
    }
    content->steps = std::move(steps);
    content->dot = dot;
    Relabelling out;
    out.m_content = std::move(content);
    return out;
}

std::optional<Labels> Relabelling::apply(const Labels& labels) const
{
    if (isEmpty()) {
        return labels;
    }
    Work work(labels, m_content->dot);
    for (std::size_t i = 0; i < m_content->steps.size(); ++i) {
        if (!work.take(m_content->steps[i], *m_content->regexes[i])) {
            return std::nullopt;
        }
    }
    return work.result();
}

const std::vector<RelabelStep>& Relabelling::steps() const noexcept
{
    static const std::vector<RelabelStep> none;
    return isEmpty() ? none : m_content->steps;
}

Dot Relabelling::dot() const noexcept
{
    return isEmpty() ? Dot::Any : m_content->dot;
}

bool Relabelling::operator==(const Relabelling& other) const noexcept
{
    return m_content == other.m_content || (steps() == other.steps() && dot() == other.dot());
}

} // namespace checkwatch::metrics

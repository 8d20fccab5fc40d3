#include "models/fleet/silencebook.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <tuple>

namespace checkwatch::fleet {
namespace {

std::string matcherKeyOf(std::string_view name, std::string_view value)
{
    return std::string(name) + '\0' + std::string(value);
}

/// Whoever it matches has this label with this value.
bool isSure(const metrics::Matcher& matcher) noexcept
{
    return matcher.type() == metrics::MatchType::Equal && !matcher.value().empty();
}

} // namespace

bool SilenceBook::setExternalLabels(const metrics::Labels& labels)
{
    const bool others = labels != m_externalLabels;
    m_externalLabels = labels;
    return others;
}

bool SilenceBook::setOffered(const std::vector<Silence>& active, base::Timestamp now, std::string_view gone)
{
    tell(now);
    std::map<std::string, Held> next;
    bool changed = active.size() != m_held.size();
    for (const Silence& silence : active) {
        const auto known = m_held.find(silence.id);
        if (known == m_held.end()) {
            next[silence.id] = {std::make_shared<const Silence>(silence), false};
            changed = true;
        } else if (*known->second.silence == silence) {
            next[silence.id] = known->second;
        } else {
            next[silence.id] = {std::make_shared<const Silence>(silence), known->second.told};
            changed = true;
            if (known->second.told) {
                m_events.add(silenceEvent(silence, silencestep::changed, now));
            }
        }
    }
    for (const auto& [id, held] : m_held) {
        if (held.told && !next.contains(id)) {
            Silence over = *held.silence;
            over.unknownSince = {};
            m_events.add(silenceEvent(over, over.endsAt <= now ? silencestep::expired : gone, now));
        }
    }
    if (changed) {
        m_held = std::move(next);
        m_indexed = false;
    }
    return changed;
}

void SilenceBook::take(Event event)
{
    if (auto silence = silenceOf(event)) {
        if (isOver(event)) {
            m_held.erase(silence->id);
        } else {
            const std::string id = silence->id;
            m_held[id] = {std::make_shared<const Silence>(*std::move(silence)), true};
        }
        m_indexed = false;
    }
    m_events.add(std::move(event));
}

SilenceBook::Shelf* SilenceBook::shelfFor(const metrics::Relabelling& relabelling)
{
    const auto at = std::ranges::find(m_shelves, relabelling, &Shelf::relabelling);
    if (at != m_shelves.end()) {
        return &*at;
    }
    return m_shelves.size() < mostRelabellings ? &m_shelves.emplace_back(relabelling) : nullptr;
}

void SilenceBook::index()
{
    m_shelves.clear();
    for (auto& [id, held] : m_held) {
        if (Shelf* const shelf = shelfFor(held.silence->relabelling); shelf != nullptr) {
            shelf->held.push_back(&held);
        }
    }
    std::ranges::for_each(m_shelves, [](Shelf& shelf) { index(shelf); });
    boundPatterns();
    m_indexed = true;
}

/// What those leave that need less than an equal share is for those that need more.
void SilenceBook::boundPatterns()
{
    std::vector<std::vector<Held*>*> byNeed;
    std::ranges::transform(m_shelves, std::back_inserter(byNeed), [](Shelf& shelf) { return &shelf.others; });
    std::ranges::sort(byNeed, {}, [](const auto* others) { return others->size(); });
    std::size_t left = mostPatterns;
    for (std::size_t i = 0; i < byNeed.size(); ++i) {
        std::vector<Held*>& others = *byNeed[i];
        const std::size_t most = left / (byNeed.size() - i);
        if (others.size() > most) {
            const auto endsLater = [](const Held* a, const Held* b) { return a->silence->endsAt > b->silence->endsAt; };
            std::ranges::nth_element(others, others.begin() + static_cast<std::ptrdiff_t>(most), endsLater);
            others.resize(most);
        }
        left -= others.size();
    }
}

void SilenceBook::index(Shelf& shelf)
{
    std::unordered_map<std::string, std::size_t> counts;
    for (const Held* const held : shelf.held) {
        for (const metrics::Matcher& matcher : held->silence->matchers) {
            if (isSure(matcher)) {
                ++counts[matcherKeyOf(matcher.name(), matcher.value())];
            }
        }
    }
    for (Held* const held : shelf.held) {
        std::string rarest;
        std::size_t fewest = 0;
        for (const metrics::Matcher& matcher : held->silence->matchers) {
            const std::size_t count = isSure(matcher) ? counts[matcherKeyOf(matcher.name(), matcher.value())] : 0;
            if (count > 0 && (fewest == 0 || count < fewest)) {
                rarest = matcherKeyOf(matcher.name(), matcher.value());
                fewest = count;
            }
        }
        (fewest == 0 ? shelf.others : shelf.byLabel[rarest]).push_back(held);
    }
}

void SilenceBook::consider(Held& held, const metrics::Labels& labels, Held*& best)
{
    const auto worth = [](const Held& each) {
        return std::tuple(each.silence->isKnown(), each.silence->endsAt, std::string_view(each.silence->id));
    };
    if (matches(*held.silence, labels) && (best == nullptr || worth(*best) < worth(held))) {
        best = &held;
    }
}

SilencePtr SilenceBook::of(const metrics::Labels& alert)
{
    if (m_held.empty()) {
        return nullptr;
    }
    if (!m_indexed) {
        index();
    }
    metrics::LabelsBuilder builder(m_externalLabels);
    for (const metrics::Label label : alert) {
        builder.set(label.name, label.value);
    }
    const metrics::Labels sent = builder.build();
    Held* best = nullptr;
    for (const Shelf& shelf : m_shelves) {
        const std::optional<metrics::Labels> labels = shelf.relabelling.apply(sent);
        for (const metrics::Label label : labels.value_or(metrics::Labels())) {
            if (const auto found = shelf.byLabel.find(matcherKeyOf(label.name, label.value));
                found != shelf.byLabel.end()) {
                std::ranges::for_each(found->second, [&](Held* held) { consider(*held, *labels, best); });
            }
        }
        if (labels) {
            std::ranges::for_each(shelf.others, [&](Held* held) { consider(*held, *labels, best); });
        }
    }
    if (best == nullptr) {
        return nullptr;
    }
    if (!std::exchange(best->told, true)) {
        m_news.push_back(best->silence);
    }
    return best->silence;
}

bool SilenceBook::tell(base::Timestamp now)
{
    const bool any = !m_news.empty();
    for (const SilencePtr& silence : m_news) {
        m_events.add(silenceEvent(*silence, silencestep::began, now));
    }
    m_news.clear();
    return any;
}

} // namespace checkwatch::fleet

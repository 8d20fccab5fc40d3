#include "models/fleet/silencebook.h"

#include <algorithm>
#include <tuple>

namespace checkwatch::fleet {
namespace {

std::string keyOf(std::string_view name, std::string_view value)
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

void SilenceBook::index()
{
    m_order.clear();
    m_byLabel.clear();
    m_others.clear();
    std::unordered_map<std::string, std::size_t> counts;
    for (auto& [id, held] : m_held) {
        m_order.push_back(&held);
        for (const metrics::Matcher& matcher : held.silence->matchers) {
            if (isSure(matcher)) {
                ++counts[keyOf(matcher.name(), matcher.value())];
            }
        }
    }
    for (Number number = 0; number < m_order.size(); ++number) {
        std::string rarest;
        std::size_t fewest = 0;
        for (const metrics::Matcher& matcher : m_order[number]->silence->matchers) {
            const std::size_t count = isSure(matcher) ? counts[keyOf(matcher.name(), matcher.value())] : 0;
            if (count > 0 && (fewest == 0 || count < fewest)) {
                rarest = keyOf(matcher.name(), matcher.value());
                fewest = count;
            }
        }
        (fewest == 0 ? m_others : m_byLabel[rarest]).push_back(number);
    }
    m_indexed = true;
}

void SilenceBook::consider(Number number, const metrics::Labels& labels, Held*& best)
{
    Held& held = *m_order[number];
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
    const metrics::Labels labels = builder.build();
    Held* best = nullptr;
    for (const metrics::Label label : labels) {
        if (const auto found = m_byLabel.find(keyOf(label.name, label.value)); found != m_byLabel.end()) {
            for (const Number number : found->second) {
                consider(number, labels, best);
            }
        }
    }
    for (const Number number : m_others) {
        consider(number, labels, best);
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

#include "models/session/filmnames.h"

#include <algorithm>
#include <utility>

namespace checkwatch::session {
namespace {

template <typename T>
void appendTo(std::vector<T>& list, const std::vector<T>& more)
{
    list.insert(list.end(), more.begin(), more.end());
}

/// Whether people are told the same; how long an evaluation took is another matter every time.
bool sameStatus(const rules::RuleStatus& a, const rules::RuleStatus& b)
{
    return a.rule == b.rule && a.group == b.group && a.health == b.health && a.lastError == b.lastError
        && a.verdict == b.verdict;
}

/// How many of `events`, from the first, are the last of `past`.
std::size_t knownOf(const std::vector<fleet::Event>& past, const std::vector<fleet::Event>& events)
{
    if (events.empty()) {
        return 0;
    }
    const auto of = std::ranges::equal_range(past, events.front().time, {}, &fleet::Event::time);
    for (auto begin = of.begin(); begin != of.end(); ++begin) {
        const auto count = past.end() - begin;
        if (std::cmp_less_equal(count, events.size()) && std::equal(begin, past.end(), events.begin())) {
            return static_cast<std::size_t>(count);
        }
    }
    return 0;
}

} // namespace

void FilmNews::append(const FilmNews& more)
{
    appendTo(servers, more.servers);
    appendTo(texts, more.texts);
    appendTo(labels, more.labels);
    appendTo(faces, more.faces);
    appendTo(silences, more.silences);
    appendTo(statuses, more.statuses);
    appendTo(rules, more.rules);
    appendTo(events, more.events);
    appendTo(past, more.past);
    appendTo(before, more.before);
    appendTo(serverMarks, more.serverMarks);
    appendTo(targetMarks, more.targetMarks);
}

std::uint32_t FilmNames::text(const std::string& text)
{
    const auto [known, isNew] = m_texts.try_emplace(text, static_cast<std::uint32_t>(m_texts.size()));
    if (isNew) {
        m_news.texts.push_back(text);
    }
    return known->second;
}

std::uint32_t FilmNames::labels(const metrics::Labels& labels)
{
    const auto [known, isNew] = m_labels.try_emplace(labels, static_cast<std::uint32_t>(m_labels.size()));
    if (isNew) {
        m_news.labels.push_back(labels);
    }
    return known->second;
}

fleet::ServerId FilmNames::server(const fleet::ServerIdentity& identity)
{
    if (identity.id >= m_ofSession.size()) {
        m_ofSession.resize(identity.id + 1, fleet::noServer);
    }
    fleet::ServerId& number = m_ofSession[identity.id];
    if (number == fleet::noServer) {
        number = numberOf(identity);
    }
    return number;
}

fleet::ServerId FilmNames::numberOf(const fleet::ServerIdentity& identity)
{
    std::string key;
    for (const std::string* part : {&identity.job, &identity.instance, &identity.proxy, &identity.server}) {
        key.append(*part).append(1, '\xff');
    }
    const auto [known, isNew] = m_servers.try_emplace(std::move(key), static_cast<fleet::ServerId>(m_servers.size()));
    if (isNew) {
        m_news.servers.push_back(identity);
        m_news.servers.back().id = known->second;
        m_serverMarks.emplace_back();
    }
    return known->second;
}

void FilmNames::know(const std::vector<fleet::ServerIdentity>& servers)
{
    std::ranges::for_each(servers, [this](const fleet::ServerIdentity& server) { numberOf(server); });
}

fleet::ServerId FilmNames::serverOf(fleet::ServerId inSession) const
{
    return inSession < m_ofSession.size() ? m_ofSession[inSession] : fleet::noServer;
}

std::uint32_t FilmNames::face(const fleet::AlertRow& row)
{
    const auto [known, isNew]
        = m_faces.try_emplace({row.alert.identity.get(), row.health}, static_cast<std::uint32_t>(m_faces.size()));
    if (isNew) {
        m_kept.push_back(row.alert.identity);
        m_news.faces.push_back(row);
        m_news.faces.back().server = serverOf(row.server);
    }
    return known->second;
}

std::uint32_t FilmNames::silence(const fleet::SilencePtr& silence)
{
    if (silence == nullptr) {
        return 0;
    }
    const auto [known, isNew] = m_silences.try_emplace(silence, static_cast<std::uint32_t>(m_silences.size() + 1));
    if (isNew) {
        m_news.silences.push_back(silence);
    }
    return known->second;
}

std::uint32_t FilmNames::statuses(const std::vector<rules::RuleStatus>& statuses)
{
    if (m_statusLists == 0 || !std::ranges::equal(statuses, m_statuses, sameStatus)) {
        ++m_statusLists;
        m_statuses = statuses;
        m_news.statuses.push_back(std::make_shared<const std::vector<rules::RuleStatus>>(statuses));
    }
    return m_statusLists - 1;
}

void FilmNames::addRules(RulesInForce rules)
{
    ++m_rules;
    m_news.rules.push_back(std::make_shared<const RulesInForce>(std::move(rules)));
}

void FilmNames::addEvent(fleet::Event event)
{
    event.number = ++m_events + fleet::eventsShown;
    event.server = serverOf(event.server);
    m_news.events.push_back(std::move(event));
}

void FilmNames::addBefore(std::vector<fleet::Event> events)
{
    for (fleet::Event& event : events) {
        event.number = 0;
        event.server = serverOf(event.server);
    }
    const std::size_t known = knownOf(m_past, events);
    m_news.past.insert(m_news.past.end(), events.begin() + static_cast<std::ptrdiff_t>(known), events.end());
    const std::size_t first = m_pastEnd - known;
    m_pastEnd = first + events.size();
    m_past = std::move(events);
    ++m_before;
    m_news.before.push_back({first, m_pastEnd});
}

void FilmNames::addMark(fleet::ServerId server, const fleet::SpanMark& mark)
{
    if (m_serverMarks[server] != mark) {
        m_serverMarks[server] = mark;
        m_news.serverMarks.push_back({server, mark});
    }
}

void FilmNames::addStaleMark(std::uint32_t target, base::Timestamp known, const fleet::SpanMark& mark)
{
    if (m_targetMarks[target] != mark) {
        m_targetMarks[target] = mark;
        m_news.targetMarks.push_back({target, known, mark});
    }
}

void FilmNames::beginSession()
{
    m_ofSession.clear();
    m_targetMarks.clear();
}

} // namespace checkwatch::session

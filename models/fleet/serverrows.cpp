#include "models/fleet/serverrows.h"

#include <cmath>
#include <limits>
#include <utility>

namespace checkwatch::fleet {
namespace {

using haproxy::ServerState;

constexpr double none = std::numeric_limits<double>::quiet_NaN();
constexpr base::Duration window = std::chrono::minutes{1};

} // namespace

std::uint32_t ServerRows::add(const ServerIdentity* identity, SpanLog past)
{
    m_data.emplace_back().spans = std::move(past);
    m_rows.emplace_back().identity = identity;
    return size() - 1;
}

void ServerRows::finish(const ScrapeMoment& moment, std::vector<StateChange>& changes)
{
    for (const std::uint32_t index : m_counted) {
        startMoving(index, moment.time + window + 2 * moment.interval);
    }
    m_counted.clear();
    for (const std::uint32_t index : m_dirty) {
        m_data[index].dirty = false;
        refresh(index, moment, changes);
    }
    m_dirty.clear();
    updateTold(moment.time);
    updateRates(moment);
}

void ServerRows::refresh(std::uint32_t index, const ScrapeMoment& moment, std::vector<StateChange>& changes)
{
    Data& data = m_data[index];
    if (data.liveSeries == 0) {
        if (!data.gone) {
            leave(index, changes);
        }
        return;
    }
    const bool first = data.gone;
    const ServerState before = first ? ServerState::Unknown : m_rows[index].state;
    const ServerState after = haproxy::deriveState(data.facts);
    fillRow(index);
    if (first) {
        data.gone = false;
        ++m_present;
        startMoving(index, moment.time + base::Duration{1});
    }
    if (first || before != after) {
        enterState(index, moment, first, after);
        changes.push_back({first ? StateChange::Kind::First : StateChange::Kind::Changed, index, before, after});
    }
    ServerRow& row = m_rows[index];
    data.told.see(after, moment.time);
    row.outCause = outCauseOf(data.facts, after, data.told.cause());
    row.failuresCounted = haproxy::countsFailures(after) && !std::isnan(data.facts.checkFailures);
    markSpans(index, moment.time);
    showRow(index);
}

void ServerRows::fillRow(std::uint32_t index)
{
    const haproxy::ServerFacts& facts = m_data[index].facts;
    ServerRow& row = m_rows[index];
    // The code is 0 for a moment while a check runs: what it was stays until there is another result.
    if (facts.checkCode > 0 || facts.check != row.check) {
        row.checkCode = facts.checkCode > 0 ? static_cast<float>(facts.checkCode) : 0.0F;
    }
    row.check = facts.check;
    row.lastCheckFailed = haproxy::isFailure(facts.check);
    row.checkDurationMs
        = std::isnan(facts.checkDurationSeconds) ? -1.0F : static_cast<float>(facts.checkDurationSeconds * 1000);
    row.failuresTotal = facts.checkFailures;
    row.upDownTotal = facts.upDown;
    row.weight = facts.weight;
    row.throttlePercent = facts.throttle;
    row.sessions = facts.sessions;
    row.queue = facts.queue;
}

void ServerRows::enterState(std::uint32_t index, const ScrapeMoment& moment, bool first, ServerState after)
{
    const Data& data = m_data[index];
    ServerRow& row = m_rows[index];
    const bool wasDown = !first && haproxy::isDown(row.state);
    row.wasDownBeforeReload
        = after == ServerState::UpUnverified && (row.wasDownBeforeReload || (moment.reloaded && wasDown));
    row.state = after;
    if (!haproxy::isDown(after)) {
        row.clearedDownAt = {};
    }
    row.since = moment.time;
    if (data.lastChangeLocal < moment.column.size()) {
        const double age = moment.column[data.lastChangeLocal];
        if (age >= 0 && age < 1e9) {
            const base::Timestamp began = moment.time - base::Duration{static_cast<std::int64_t>(age * 1000)};
            // HAProxy's age is of UP and DOWN only; it tells this state's age where it began since the scrape before.
            if (first || began > moment.previousGood) {
                row.since = began;
            }
        }
    }
}

void ServerRows::leave(std::uint32_t index, std::vector<StateChange>& changes)
{
    changes.push_back({StateChange::Kind::Gone, index, m_rows[index].state, ServerState::Unknown});
    Data& data = m_data[index];
    data.gone = true;
    data.told = {};
    --m_present;
    ServerRow& row = m_rows[index];
    row.state = ServerState::Unknown;
    row.wasDownBeforeReload = false;
    row.clearedDownAt = {};
    m_touched.push_back(index);
}

void ServerRows::showRow(std::uint32_t index)
{
    const Data& data = m_data[index];
    ServerRow& row = m_rows[index];
    row.was = shownOf(row.state, data.cover);
    row.shown = m_stale ? Shown::Stale : row.was;
    const bool byAlert = row.was == Shown::Firing || row.was == Shown::Pending;
    row.urgency = urgencyOf(row, byAlert ? data.coverSince : row.since, m_origin);
    m_touched.push_back(index);
}

void ServerRows::markSpans(std::uint32_t index, base::Timestamp time)
{
    Data& data = m_data[index];
    std::uint8_t bits = m_rows[index].failuresCounted ? 0 : spanbit::notCounted;
    if (data.cover != Cover::None) {
        bits |= data.cover == Cover::Firing ? spanbit::firing : spanbit::pending;
    }
    data.spans.set(time, bits);
}

void ServerRows::startMoving(std::uint32_t index, base::Timestamp until)
{
    Data& data = m_data[index];
    data.movingUntil = std::max(data.movingUntil, until);
    if (!data.moving) {
        data.moving = true;
        m_moving.push_back(index);
    }
}

void ServerRows::updateRates(const ScrapeMoment& moment)
{
    // A counter that stood still for a whole window has an increase of exactly 0, so only the others are looked at; after
    // a gap as long as the window there is no answer for anybody.
    if (moment.previousGood <= moment.time - window) {
        for (std::uint32_t index = 0; index < size(); ++index) {
            startMoving(index, moment.time + base::Duration{1});
        }
    }
    const auto increase = [&moment](std::uint32_t local) {
        return local == noLocal ? none
                                : promql::increase(*moment.store, moment.store->series(moment.group, local), window,
                                                   moment.time, moment.compat)
                                      .value_or(none);
    };
    std::size_t kept = 0;
    for (const std::uint32_t index : m_moving) {
        Data& data = m_data[index];
        ServerRow& row = m_rows[index];
        const double failures = increase(data.failuresLocal);
        const double rate5xx = increase(data.responsesLocal) / 60;
        if (!metrics::sameBits(row.increase, failures) || !metrics::sameBits(row.rate5xx, rate5xx)) {
            row.increase = failures;
            row.rate5xx = rate5xx;
            m_touched.push_back(index);
        }
        data.moving = !data.gone && moment.time <= data.movingUntil;
        if (data.moving) {
            m_moving[kept++] = index;
        }
    }
    m_moving.resize(kept);
}

void ServerRows::setStale(bool stale)
{
    if (m_stale == stale) {
        return;
    }
    m_stale = stale;
    for (std::uint32_t index = 0; index < size(); ++index) {
        showRow(index);
    }
}

void ServerRows::setCover(std::uint32_t index, Cover cover, base::Timestamp since, base::Timestamp now)
{
    Data& data = m_data[index];
    data.cover = cover;
    data.coverSince = since;
    markSpans(index, now);
    showRow(index);
}

void ServerRows::setAlertPlace(std::uint32_t index, std::int32_t place)
{
    if (m_rows[index].alert != place) {
        m_rows[index].alert = place;
        m_touched.push_back(index);
    }
}

void ServerRows::hear(std::uint32_t index, const ToldLine& line, base::Timestamp data)
{
    ToldCause& told = m_data[index].told;
    if (!told.waits()) {
        m_told.push_back(index);
    }
    told.hear(line, m_rows[index].state, data);
    m_rows[index].outCause = outCauseOf(m_data[index].facts, m_rows[index].state, told.cause());
    showRow(index);
}

/// Also of servers of which a scrape says nothing new.
void ServerRows::updateTold(base::Timestamp time)
{
    std::erase_if(m_told, [this, time](std::uint32_t index) {
        Data& data = m_data[index];
        data.told.see(m_rows[index].state, time);
        const OutCause cause = outCauseOf(data.facts, m_rows[index].state, data.told.cause());
        if (cause != m_rows[index].outCause) {
            m_rows[index].outCause = cause;
            showRow(index);
        }
        return !data.told.waits();
    });
}

void ServerRows::setClearedDown(std::uint32_t index, base::Timestamp time)
{
    m_rows[index].clearedDownAt = time;
    m_touched.push_back(index);
}

void ServerRows::trimSpans(base::Timestamp time)
{
    for (Data& data : m_data) {
        data.spans.trim(time);
    }
}

std::vector<ServerRow> ServerRows::copy() const
{
    if (m_present == size()) {
        return m_rows;
    }
    std::vector<ServerRow> rows;
    rows.reserve(m_present);
    for (std::uint32_t index = 0; index < size(); ++index) {
        if (!m_data[index].gone) {
            rows.push_back(m_rows[index]);
        }
    }
    return rows;
}

std::vector<std::uint32_t> ServerRows::takeTouched()
{
    return std::exchange(m_touched, {});
}

} // namespace checkwatch::fleet

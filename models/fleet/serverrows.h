#pragma once

#include "models/fleet/seriesmap.h"
#include "models/fleet/shown.h"
#include "models/fleet/spanlog.h"
#include "models/fleet/toldline.h"
#include "models/promql/engine.h"
#include "models/tsdb/memorystore.h"

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace checkwatch::fleet {

/// A server came, went, or is in another state than in the scrape before.
struct StateChange
{
    enum class Kind : std::uint8_t { First, Changed, Gone } kind = Kind::Changed;
    std::uint32_t index = 0;
    haproxy::ServerState before = haproxy::ServerState::Unknown;
    haproxy::ServerState after = haproxy::ServerState::Unknown;
};

/// One good scrape as the rows need it.
struct ScrapeMoment
{
    base::Timestamp time{};
    base::Timestamp previousGood{}; ///< epoch 0 = none
    base::Duration interval{0};
    bool reloaded = false;
    std::span<const double> column;
    const tsdb::MemoryStore* store = nullptr;
    tsdb::GroupId group = 0;
    promql::Compat compat = promql::Compat::Prometheus3;
};

/// The servers of one target: what the newest good scrape said, and the rows made of it. Servers keep their number; those
/// that are gone stay as empty places. One thread (the engine's).
class ServerRows
{
public:
    explicit ServerRows(base::Timestamp origin) : m_origin(origin) {}

    /// `past`: what is known of it from before.
    std::uint32_t add(const ServerIdentity* identity, SpanLog past);
    /// Which series of the target holds a value that is read on demand.
    void setLocal(std::uint32_t index, haproxy::Field field, std::uint32_t local);
    void forgetSeries(); ///< none holds anything any more; the next finish() finds out which servers are still there
    /// One value of the scrape is another than before.
    void apply(const Watch& watch, double before, double after, haproxy::Exporter exporter);
    /// All values of the scrape are in: derives states, failures per minute and rows; appends what changed.
    void finish(const ScrapeMoment& moment, std::vector<StateChange>& changes);

    /// All rows are as of old data, or not any more.
    void setStale(bool stale);
    /// The strongest covering alert is now this one.
    void setCover(std::uint32_t index, Cover cover, base::Timestamp since, base::Timestamp now);
    void setAlertPlace(std::uint32_t index, std::int32_t place);
    /// HAProxy's log says why the server is out. `data`: when the newest good scrape began.
    void hear(std::uint32_t index, const ToldLine& line, base::Timestamp data);
    void setClearedDown(std::uint32_t index, base::Timestamp time);
    void trimSpans(base::Timestamp time); ///< forgets those that ended before

    [[nodiscard]] std::uint32_t size() const noexcept { return static_cast<std::uint32_t>(m_rows.size()); }
    [[nodiscard]] std::uint32_t present() const noexcept { return m_present; }
    [[nodiscard]] const ServerRow& row(std::uint32_t index) const noexcept { return m_rows[index]; }
    [[nodiscard]] bool gone(std::uint32_t index) const noexcept { return m_data[index].gone; }
    [[nodiscard]] const SpanLog& spans(std::uint32_t index) const noexcept { return m_data[index].spans; }
    /// Local number of the failure counter; noLocal where there is none.
    [[nodiscard]] std::uint32_t failuresLocal(std::uint32_t index) const noexcept
    {
        return m_data[index].failuresLocal;
    }
    /// The rows of the servers that are there.
    [[nodiscard]] std::vector<ServerRow> copy() const;
    /// Numbers of rows that changed since the last call; may hold one twice.
    [[nodiscard]] std::vector<std::uint32_t> takeTouched();

    static constexpr std::uint32_t noLocal = std::numeric_limits<std::uint32_t>::max();

private:
    struct Data
    {
        haproxy::ServerFacts facts;
        std::uint32_t lastChangeLocal = noLocal;
        std::uint32_t failuresLocal = noLocal;
        std::uint32_t responsesLocal = noLocal;
        std::uint16_t liveSeries = 0;
        std::uint16_t liveChecks = 0;
        Cover cover = Cover::None;
        ToldCause told;
        bool gone = true;
        bool dirty = false;
        bool moving = false;
        base::Timestamp coverSince{};
        base::Timestamp movingUntil{};
        SpanLog spans;
    };

    void refresh(std::uint32_t index, const ScrapeMoment& moment, std::vector<StateChange>& changes);
    void fillRow(std::uint32_t index);
    void enterState(std::uint32_t index, const ScrapeMoment& moment, bool first, haproxy::ServerState after);
    void leave(std::uint32_t index, std::vector<StateChange>& changes);
    void showRow(std::uint32_t index);
    void markSpans(std::uint32_t index, base::Timestamp time);
    void startMoving(std::uint32_t index, base::Timestamp until);
    void updateRates(const ScrapeMoment& moment);
    void updateTold(base::Timestamp time);

    base::Timestamp m_origin;
    bool m_stale = false;
    std::uint32_t m_present = 0;
    std::vector<Data> m_data;
    std::vector<ServerRow> m_rows;
    std::vector<std::uint32_t> m_dirty;
    std::vector<std::uint32_t> m_counted; ///< dirty because a counter went on
    std::vector<std::uint32_t> m_moving;  ///< failures per minute may still change
    std::vector<std::uint32_t> m_told;    ///< a line about them waits for a scrape
    std::vector<std::uint32_t> m_touched;
};

} // namespace checkwatch::fleet

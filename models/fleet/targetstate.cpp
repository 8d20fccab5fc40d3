#include "models/fleet/targetstate.h"

#include "models/fleet/directory.h"
#include "models/fleet/staleness.h"

#include <algorithm>

namespace checkwatch::fleet {
namespace {

using haproxy::Field;
using haproxy::Scope;

constexpr base::Duration clockSlack = std::chrono::seconds{1};

} // namespace

TargetState::TargetState(const TargetInfo& info, base::Timestamp now, base::Duration holdFor)
    : m_info(info), m_holdFor(holdFor), m_servers(now), m_backends(info.job, info.instance)
{
    m_row.id = info.id;
    m_row.job = info.job;
    m_row.instance = info.instance;
    m_row.url = info.url;
    m_row.interval = info.interval;
    m_row.labels = info.labels;
}

base::Timestamp TargetState::missingSince() const noexcept
{
    return m_row.unknownSince != base::Timestamp{} ? m_row.unknownSince : m_stale ? m_staleAt : m_returnedFrom;
}

void TargetState::change(const TargetInfo& info)
{
    m_info = info;
    m_row.url = info.url;
    m_row.interval = info.interval;
    m_row.labels = info.labels;
}

void TargetState::beginAnew()
{
    m_series = {};
    m_process.clear();
    m_statusLocals.clear();
    m_lastServer = 0;
    m_servers.forgetSeries();
}

ScrapeOutcome TargetState::scrape(const metrics::ScrapeBatch& batch, const tsdb::MemoryStore& store,
                                  tsdb::GroupId group, promql::Compat compat, Directory& directory)
{
    ScrapeOutcome outcome;
    m_changes.clear();
    if (auto past = directory.past().takeTarget(m_info.job, m_info.instance)) {
        setPast(std::move(*past));
    }
    advance(batch.time); // after a gap that nobody looked into, this one counts as the return
    m_store = &store;
    m_group = group;
    map(batch, directory);
    m_row.scrapeSeconds = batch.report.durationSeconds;
    m_row.lack = Lack::None;
    if (!batch.report.up) {
        fail(batch, batch.report.error, outcome);
        return outcome;
    }
    m_row.bodyBytes = batch.report.bodyBytes;
    m_row.samples = batch.report.samplesScraped;
    m_row.lack = lackOf(batch, outcome);
    if (m_row.lack == Lack::Haproxy || m_row.lack == Lack::Servers) {
        fail(batch, {base::ErrorCode::BadInput, std::string(lackWords(m_row.lack)), m_info.url}, outcome);
        return outcome;
    }
    m_series.update(batch.column, [this](const Watch& watch, double before, double after) {
        if (watch.scope == Scope::Server) {
            m_servers.apply(watch, before, after, m_row.exporter);
        } else {
            m_backends.apply(watch, after);
        }
    });
    m_servers.finish(
        {batch.time, m_row.lastGood, m_info.interval, outcome.reloaded, batch.column, &store, group, compat},
        m_changes);
    succeed(batch, outcome);
    return outcome;
}

void TargetState::fail(const metrics::ScrapeBatch& batch, base::Error error, ScrapeOutcome& outcome)
{
    outcome.failedNow = m_row.unknownSince == base::Timestamp{};
    if (outcome.failedNow) {
        m_row.unknownSince = batch.time;
    }
    m_row.lastError = std::move(error);
    outcome.reloaded = false;
    advance(batch.time);
}

void TargetState::succeed(const metrics::ScrapeBatch& batch, ScrapeOutcome& outcome)
{
    outcome.good = true;
    const bool first = m_row.lastGood == base::Timestamp{};
    const bool returned = m_row.unknownSince != base::Timestamp{} || m_stale;
    outcome.cameBack = returned || first;
    m_returnedFrom = returned && !first ? missingSince() : base::Timestamp{};
    if (first) {
        if (m_row.watchingSince == base::Timestamp{}) {
            m_row.watchingSince = batch.time;
            m_row.cannotFireBefore = batch.time + m_holdFor;
        }
        m_staleSpans.set(batch.time, 0);
    }
    m_row.lastGood = batch.time;
    m_ageFrom = batch.time;
    m_row.unknownSince = {};
    m_row.lastError = {};
    m_row.servers = m_servers.present();
    if (outcome.reloaded) {
        m_row.reloadedAt = batch.time;
    }
    advance(batch.time);
}

bool TargetState::advance(base::Timestamp now)
{
    if (now + clockSlack < m_ageFrom) {
        m_ageFrom = now; // the wall clock was set back: ages count from here
    }
    const base::Duration age = now - m_ageFrom;
    const bool never = m_row.lastGood == base::Timestamp{};
    const base::Duration limit = staleAfter(m_info.interval);
    const bool stale = !never && age > limit;
    const bool late = m_row.unknownSince != base::Timestamp{} || age > m_info.interval + m_info.timeout;
    const base::Freshness before = m_row.freshness;
    m_row.freshness = never ? base::Freshness::Never
        : stale             ? base::Freshness::Stale
        : late              ? base::Freshness::Late
                            : base::Freshness::Fresh;
    if (stale != m_stale) {
        m_stale = stale;
        m_staleAt = stale ? m_ageFrom + limit : base::Timestamp{};
        m_staleSpans.set(stale ? missingSince() : now, stale ? spanbit::stale : std::uint8_t{0});
        m_servers.setStale(stale);
    }
    return before != m_row.freshness;
}

void TargetState::setPast(TargetPast past)
{
    m_staleSpans = std::move(past.stale);
    m_row.watchingSince = past.since; // rules go on from there
    m_row.cannotFireBefore = past.since + m_holdFor;
}

void TargetState::setHoldFor(base::Duration holdFor)
{
    m_holdFor = holdFor;
    if (m_row.watchingSince != base::Timestamp{}) {
        m_row.cannotFireBefore = m_row.watchingSince + holdFor;
    }
}

Lack TargetState::lackOf(const metrics::ScrapeBatch& batch, ScrapeOutcome& outcome)
{
    if (!readProcess(batch, outcome.reloaded)) {
        return Lack::Haproxy;
    }
    if (lostAllServers(batch)) {
        return Lack::Servers;
    }
    return m_row.exporter == haproxy::Exporter::Unknown ? Lack::Metrics : Lack::None;
}

bool TargetState::readProcess(const metrics::ScrapeBatch& batch, bool& reloaded)
{
    bool reachable = true;
    for (const ProcessValue& process : m_process) {
        if (process.local >= batch.column.size() || !isLive(batch.column[process.local])) {
            continue;
        }
        const double value = batch.column[process.local];
        if (process.field == Field::HaproxyUp) {
            reachable = value != 0;
        } else if (process.field == Field::BuildInfo) {
            m_row.version = process.version;
        } else if (value > 0 && value < 1e11) {
            const base::Timestamp start = base::fromUnixMs(static_cast<std::int64_t>(value * 1000));
            reloaded = m_row.processStart != base::Timestamp{} && start != m_row.processStart;
            m_row.processStart = start;
        }
    }
    return reachable;
}

bool TargetState::lostAllServers(const metrics::ScrapeBatch& batch) const
{
    return m_servers.present() > 0 && std::ranges::none_of(m_statusLocals, [&batch](std::uint32_t local) {
               return local < batch.column.size() && isLive(batch.column[local]);
           });
}

void TargetState::map(const metrics::ScrapeBatch& batch, Directory& directory)
{
    for (std::size_t i = 0; i < batch.added.size(); ++i) {
        const metrics::Labels& labels = batch.added[i];
        const auto place = haproxy::placeOf(labels);
        if (!place) {
            continue;
        }
        const auto local = static_cast<std::uint32_t>(batch.firstAdded + i);
        if (m_row.exporter == haproxy::Exporter::Unknown) {
            m_row.exporter = place->exporter;
        }
        switch (place->scope) {
        case Scope::Process: m_process.push_back({local, place->field, std::string(place->version)}); break;
        case Scope::Backend:
            m_series.add(local, {m_backends.find(place->proxy), place->scope, place->field, place->code});
            break;
        case Scope::Server: mapServer(*place, labels, local, directory); break;
        }
    }
}

void TargetState::mapServer(const haproxy::MetricPlace& place, const metrics::Labels& labels, std::uint32_t local,
                            Directory& directory)
{
    const std::string_view job = labels.get("job");
    const std::string_view instance = labels.get("instance");
    const auto fits = [&](std::uint32_t index) {
        const ServerIdentity& known = *m_servers.row(index).identity;
        return known.server == place.server && known.proxy == place.proxy && known.instance == instance
            && known.job == job;
    };
    // Families list the servers in one order, a one-of-a-set family each server several times.
    const std::uint32_t next = m_lastServer + 1 < m_servers.size() ? m_lastServer + 1 : 0;
    std::uint32_t index = m_lastServer;
    if (m_servers.size() == 0 || !fits(index)) {
        index = next;
        if (m_servers.size() == 0 || !fits(index)) {
            const ServerIdentity& identity = directory.intern(job, instance, place.proxy, place.server, *this);
            Directory::Place& at = directory.place(identity.id);
            if (at.index == ServerRows::noLocal) {
                at.index = m_servers.add(&identity, directory.past().takeServer(identity));
                m_backends.addServer(m_backends.find(place.proxy), at.index);
            }
            index = at.index;
        }
    }
    m_lastServer = index;
    m_servers.setLocal(index, place.field, local);
    if (place.field == Field::Status || place.field == Field::StatusNumber || place.field == Field::ServerUp) {
        m_statusLocals.push_back(local);
    }
    // The age of a state is another number in every scrape; it is read where a state changes.
    if (place.field != Field::LastChange) {
        m_series.add(local, {index, place.scope, place.field, place.code});
    }
}

std::optional<tsdb::SeriesRef> TargetState::failuresSeries(std::uint32_t server) const
{
    const std::uint32_t local = m_servers.failuresLocal(server);
    if (local == ServerRows::noLocal || m_store == nullptr) {
        return std::nullopt;
    }
    return m_store->series(m_group, local);
}

bool TargetState::update(const std::shared_ptr<const void>& identities)
{
    const std::vector<std::uint32_t> touched = m_servers.takeTouched();
    const bool backends = m_backends.update(m_servers, touched, m_stale);
    if (!touched.empty() || !m_block) {
        auto block = std::make_shared<ServerBlock>();
        block->target = m_info.id;
        block->rows = m_servers.copy();
        block->identities = identities;
        m_block = std::move(block);
        return true;
    }
    return backends;
}

} // namespace checkwatch::fleet

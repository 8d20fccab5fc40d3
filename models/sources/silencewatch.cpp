#include "models/sources/silencewatch.h"

#include "models/sources/alertmanagers.h"
#include "models/sources/httpclient.h"
#include "models/sources/silencejson.h"
#include "models/sources/silencepost.h"

#include <QRandomGenerator>
#include <QTimer>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

namespace checkwatch::sources {
namespace {

using base::Result;
using base::Timestamp;
using Answer = Result<std::vector<HeardSilence>>;

/// Several programs that were started together do not ask together for ever.
std::chrono::milliseconds around(base::Duration every)
{
    const auto tenth = static_cast<int>(std::max<std::int64_t>(every.count() / 10, 1));
    return every + std::chrono::milliseconds(QRandomGenerator::global()->bounded(-tenth, tenth + 1));
}

fleet::Event reachedEvent(const Target& target, const base::Error* error)
{
    fleet::Event event;
    event.kind = fleet::EventKind::Alertmanager;
    event.instance = target.labels.get("instance");
    event.after = error == nullptr ? "up" : "down";
    event.detail = error == nullptr ? std::string() : error->message;
    return event;
}

/// Whatever its place in the file, and whoever else is named there.
bool asksAlike(config::ScrapeConfig before, const config::ScrapeConfig& now)
{
    before.line = now.line;
    before.staticConfigs = now.staticConfigs;
    return before == now;
}

/// One for each alert of a wish, with the labels that the Alertmanager sees; empty: it never gets that alert.
std::vector<QByteArray> bodiesFor(const metrics::Relabelling& relabelling, const fleet::SilenceWish& wish,
                                  const metrics::Labels& externalLabels, Timestamp now)
{
    std::vector<QByteArray> out;
    for (const metrics::Labels& alert : wish.alerts) {
        metrics::LabelsBuilder labels(externalLabels);
        for (const metrics::Label label : alert) {
            labels.set(label.name, label.value);
        }
        const auto sent = relabelling.apply(labels.build());
        out.push_back(sent && !sent->empty() ? silenceText(wish, *sent, now) : QByteArray());
    }
    return out;
}

} // namespace

struct SilenceWatch::Source
{
    Source(HttpShared& shared, Alertmanager asked)
        : target(std::move(asked.target)), alerts(std::move(asked.alerts)), client(shared)
    {
        next.setSingleShot(true);
    }

    Target target;
    metrics::Relabelling alerts;
    HttpClient client;
    QTimer next;
    std::vector<HeardSilence> heard; ///< by its last good answer
    Timestamp answeredAt{};          ///< that one; epoch 0 = none
    std::optional<bool> up;          ///< as it was told; nothing: it has not been asked yet
    bool again = false;              ///< to be asked again when it has answered

    /// What is known of the same Alertmanager.
    void takeOver(Source&& before)
    {
        heard = std::move(before.heard);
        answeredAt = before.answeredAt;
        up = before.up;
    }
};

SilenceWatch::SilenceWatch(const base::Clock& clock, const base::Clock& machine, SilenceWatchOptions options)
    : m_clock(clock), m_machine(machine), m_options(options)
{
}

SilenceWatch::~SilenceWatch() = default;

void SilenceWatch::stop()
{
    m_post.reset();
    m_sources.clear();
    m_shared.reset();
}

void SilenceWatch::setAlertmanagers(const std::vector<config::AlertmanagerConfig>& alertmanagers)
{
    if (!m_shared && !alertmanagers.empty()) {
        m_shared = std::make_unique<HttpShared>(m_clock);
    }
    std::vector<std::unique_ptr<Source>> before = std::exchange(m_sources, {});
    for (Alertmanager& asked : alertmanagersOf(alertmanagers)) {
        const auto known = std::ranges::find_if(before, [&](const std::unique_ptr<Source>& source) {
            return source != nullptr && source->target.url == asked.target.url;
        });
        if (known != before.end() && asksAlike((*known)->target.config, asked.target.config)) {
            (*known)->alerts = std::move(asked.alerts);
            m_sources.push_back(std::move(*known));
            continue;
        }
        Source& source = *m_sources.emplace_back(std::make_unique<Source>(*m_shared, std::move(asked)));
        if (known != before.end()) {
            source.takeOver(std::move(**known));
            known->reset();
        }
        connect(&source.next, &QTimer::timeout, this, [this, &source] { ask(source); });
        source.next.start(0);
    }
    tell(true);
}

void SilenceWatch::ask(Source& source)
{
    if (source.client.busy()) {
        source.again = true; // what is under way may have been answered before
        return;
    }
    source.client.get(source.target, [this, &source](const Result<HttpAnswer>& answer) {
        answered(source, answer ? silencesIn(answer->body, source.heard) : Answer(aboutAlertmanager(answer.error())));
    });
}

void SilenceWatch::answered(Source& source, const Answer& answer)
{
    source.next.start(std::exchange(source.again, false) ? std::chrono::milliseconds(0) : around(m_options.every));
    if (answer) {
        source.heard = *answer;
        source.answeredAt = m_clock.wall();
    }
    if (source.up != answer.ok()) {
        source.up = answer.ok();
        Q_EMIT reached(reachedEvent(source.target, answer ? nullptr : &answer.error()));
    }
    tell(false);
}

void SilenceWatch::tell(bool fewerAsked)
{
    struct Newest
    {
        const HeardSilence* heard = nullptr;
        const Source* from = nullptr; ///< whoever said that
        Timestamp at{};               ///< the last good answer that had it, of whichever Alertmanager
    };
    std::map<std::string, Newest> all;
    for (const std::unique_ptr<Source>& source : m_sources) {
        for (const HeardSilence& heard : source->heard) {
            Newest& known = all[heard.silence.id];
            const bool newer = known.heard == nullptr || known.heard->updatedAt < heard.updatedAt;
            known.heard = newer ? &heard : known.heard;
            known.from = newer ? source.get() : known.from;
            known.at = std::max(known.at, source->answeredAt);
        }
    }
    const Timestamp now = m_clock.wall();
    std::vector<fleet::Silence> active;
    for (const auto& [id, newest] : all) {
        if (newest.heard->active && now < newest.heard->silence.endsAt) {
            fleet::Silence& silence = active.emplace_back(newest.heard->silence);
            silence.relabelling = newest.from->alerts;
            silence.unknownSince = now - newest.at > m_options.patience ? newest.at : Timestamp{};
        }
    }
    if (active != m_told) {
        m_told = std::move(active);
        Q_EMIT heard(std::make_shared<const std::vector<fleet::Silence>>(m_told), fewerAsked);
    }
}

void SilenceWatch::add(const fleet::SilenceWish& wish, const metrics::Labels& externalLabels)
{
    if (m_post != nullptr || m_sources.empty()) {
        Q_EMIT said(m_sources.empty() ? "not silenced: no Alertmanager is configured"
                                      : "not silenced: the Alertmanager has not answered about the last one yet",
                    true);
        return;
    }
    std::vector<SilencePost::Recipient> recipients;
    recipients.reserve(m_sources.size());
    for (const std::unique_ptr<Source>& source : m_sources) {
        recipients.push_back({source->target, bodiesFor(source->alerts, wish, externalLabels, m_machine.wall())});
    }
    m_post = std::make_unique<SilencePost>(*m_shared, std::move(recipients));
    m_post->start([this, wish](const Result<std::size_t>& result) { added(result, wish); });
}

void SilenceWatch::added(const Result<std::size_t>& result, const fleet::SilenceWish& wish)
{
    const std::size_t done = m_post->done();
    const bool unclear = m_post->isUnclear();
    m_post.reset();
    const std::string count = std::to_string(done) + (done == 1 ? " alert" : " alerts");
    const std::size_t unsent = wish.alerts.size() - done;
    if (result && done == 0) {
        Q_EMIT said("not silenced: alert_relabel_configs keeps these alerts from every Alertmanager", true);
    } else if (result) {
        Q_EMIT said("silenced " + count + " in Alertmanager"
                        + (unsent == 0 ? "" : "; it never gets " + std::to_string(unsent) + " more"),
                    false);
    } else {
        const std::string some
            = done > 0 ? "only " + count + " of " + std::to_string(wish.alerts.size()) + " silenced" : "not silenced";
        const std::string what = !unclear ? some
            : done > 0                    ? some + ", and perhaps one more"
                                          : "not known whether it is silenced";
        Q_EMIT said(what + ": " + result.error().text(), true);
    }
    for (const std::unique_ptr<Source>& source : m_sources) {
        ask(*source); // what was added is seen at once
    }
}

} // namespace checkwatch::sources

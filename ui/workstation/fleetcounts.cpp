#include "ui/workstation/fleetcounts.h"

#include "ui/common/text.h"

#include <algorithm>

namespace checkwatch::workstation {

namespace {

QString lackOf(const fleet::TargetRow& target)
{
    const QString name = common::display(target.instance, 40);
    switch (target.lack) {
    case fleet::Lack::Haproxy: return name + QStringLiteral(" cannot reach HAProxy");
    case fleet::Lack::Servers: return name + QStringLiteral(" tells of no server");
    default: return name + QStringLiteral(" not answering");
    }
}

QString foreignWords(const fleet::Snapshot& snapshot)
{
    const auto at = std::ranges::find(snapshot.targets, fleet::Lack::Metrics, &fleet::TargetRow::lack);
    return at == snapshot.targets.end()
        ? QString()
        : common::display(at->instance, 40) + QLatin1Char(' ') + common::display(fleet::lackWords(at->lack));
}

bool anyGood(const fleet::Snapshot& snapshot)
{
    return std::ranges::any_of(snapshot.targets,
                               [](const fleet::TargetRow& target) { return base::unixMs(target.lastGood) != 0; });
}

} // namespace

FreshnessWords freshnessOf(const fleet::Snapshot& snapshot, base::Timestamp now)
{
    FreshnessWords words;
    base::Timestamp oldest = now;
    QString silent;
    for (const fleet::TargetRow& target : snapshot.targets) {
        ++words.targets;
        const bool answers = target.freshness == base::Freshness::Fresh || target.freshness == base::Freshness::Late;
        words.answering += answers ? 1 : 0;
        if (base::unixMs(target.lastGood) != 0)
            oldest = std::min(oldest, target.lastGood);
        if (!answers && silent.isEmpty() && !target.lastError.message.empty())
            silent = lackOf(target);
        if (!target.lastError.message.empty() && words.firstError.isEmpty() && !answers)
            words.firstError = common::display(target.instance, 40) + QStringLiteral(": ")
                + common::display(target.lastError.message, 120);
    }
    if (words.firstError.isEmpty())
        words.firstError = foreignWords(snapshot);
    words.fresh = words.answering == words.targets;
    if (words.targets == 0)
        words.text = QStringLiteral("no exporters");
    else if (words.answering == 0 && silent.isEmpty())
        words.text = QStringLiteral("waiting for the first scrape");
    else if (words.fresh)
        words.text = QStringLiteral("data %1 old").arg(common::age(now - oldest));
    else if (anyGood(snapshot))
        words.text = QStringLiteral("oldest data %1 · %2").arg(common::age(now - oldest), silent);
    else
        words.text = QStringLiteral("no data yet · %1").arg(silent);
    return words;
}

QString startingWords(const fleet::Snapshot& snapshot, base::Timestamp now, common::Zone zone)
{
    const fleet::TargetRow* latest = nullptr;
    for (const fleet::TargetRow& target : snapshot.targets) {
        if (target.cannotFireBefore > now && (latest == nullptr || target.cannotFireBefore > latest->cannotFireBefore))
            latest = &target;
    }
    if (latest == nullptr)
        return {};
    return QStringLiteral("watching since %1, cannot fire before %2")
        .arg(common::shortTime(latest->watchingSince, zone), common::shortTime(latest->cannotFireBefore, zone));
}

QString silentRuleWords(const fleet::Snapshot& snapshot)
{
    for (const rules::RuleStatus& rule : snapshot.rules) {
        const bool health = rule.verdict && !rule.verdict->shapes.empty();
        if (health && rule.verdict->cannotFire())
            return QStringLiteral("%1 cannot fire here (Ctrl+R says why)").arg(common::display(rule.rule->name, 60));
    }
    return {};
}

QString verdictWords(const fleet::Snapshot& snapshot)
{
    if (snapshot.rules.empty())
        return QStringLiteral("no rules yet");
    const auto silent = std::ranges::count_if(
        snapshot.rules, [](const rules::RuleStatus& rule) { return rule.verdict && rule.verdict->cannotFire(); });
    // Where the end is cut off, the least important is.
    return QStringLiteral("evaluated here every %1, your pager may differ · %2%3 rule%4 · in %5")
        .arg(common::span(snapshot.evaluationInterval))
        .arg(silent == 0 ? QString() : QStringLiteral("%1 cannot fire here of ").arg(silent))
        .arg(snapshot.rules.size())
        .arg(snapshot.rules.size() == 1 ? QString() : QStringLiteral("s"))
        .arg(snapshot.evaluationTime.count() == 0
                 ? QStringLiteral("under 1 ms")
                 : common::milliseconds(static_cast<double>(snapshot.evaluationTime.count())));
}

QString recordingWords(const fleet::RecordingState& state, base::Timestamp now)
{
    switch (state.mode) {
    case fleet::RecordingMode::Off: return {};
    case fleet::RecordingMode::ReadOnly: return QStringLiteral("Recorded by another Checkwatch");
    case fleet::RecordingMode::Paused: return QStringLiteral("NOT RECORDING: ") + common::display(state.reason);
    case fleet::RecordingMode::Recording: break;
    }
    const qint64 seconds = std::max<qint64>(0, (now - state.since).count() / 1000);
    const QString words = QStringLiteral("Recording %1:%2:%3")
                              .arg(seconds / 3600, 2, 10, QLatin1Char('0'))
                              .arg(seconds / 60 % 60, 2, 10, QLatin1Char('0'))
                              .arg(seconds % 60, 2, 10, QLatin1Char('0'));
    return state.bytes == 0 ? words : words + QStringLiteral(" · ") + common::bytes(static_cast<double>(state.bytes));
}

} // namespace checkwatch::workstation

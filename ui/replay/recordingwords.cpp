#include "ui/replay/recordingwords.h"

#include "ui/common/text.h"
#include "ui/replay/timewords.h"

#include <algorithm>

namespace checkwatch::replay {

namespace {

QString counted(std::uint64_t count, const QString& what)
{
    return QStringLiteral("%1 %2%3").arg(common::number(static_cast<double>(count)), what,
                                         count == 1 ? QString() : QStringLiteral("s"));
}

} // namespace

QString headWords(const session::RecordingFacts& facts)
{
    QStringList words{common::display(facts.name, 120)};
    if (facts.to > facts.from)
        words += lengthWords(facts.to - facts.from);
    else
        words += QStringLiteral("holds nothing yet");
    if (facts.scrapeInterval.count() > 0)
        words += common::span(facts.scrapeInterval) + QStringLiteral(" scrapes");
    if (facts.growing)
        words += QStringLiteral("still being recorded");
    return words.join(QStringLiteral(" · "));
}

QString wholenessWords(const session::RecordingFacts& facts)
{
    if (facts.damage.empty() && facts.samples == 0)
        return QStringLiteral("The recording holds nothing yet");
    const QString damaged = QStringLiteral("RECORDING DAMAGED in %1");
    return (!facts.damage.empty() ? damaged.arg(counted(facts.damage.size(), QStringLiteral("place")))
                : facts.checked   ? QStringLiteral("Recording whole")
                : facts.growing   ? QStringLiteral("Still being recorded")
                                  : QStringLiteral("Recording not checked to its end yet"))
        + QStringLiteral(" · %1 · %2 · %3")
              .arg(counted(facts.servers, QStringLiteral("server")), counted(facts.samples, QStringLiteral("sample")),
                   common::bytes(static_cast<double>(facts.bytes)));
}

QString damageWords(const session::RecordingFacts& facts)
{
    if (facts.damage.empty())
        return {};
    return QStringLiteral("This recording is damaged in %1. What cannot be read is missing here; nothing that is shown "
                          "is wrong.")
        .arg(counted(facts.damage.size(), QStringLiteral("place")));
}

QString knownWords(base::Timestamp to, common::Zone zone)
{
    return QStringLiteral("Events after %1: not known yet").arg(momentWords(to, zone));
}

QString missingWords(const session::RecordingFacts& facts)
{
    QStringList words;
    if (facts.rules == 0)
        words << QStringLiteral("Rules: not recorded, the published ones are evaluated");
    if (!facts.logs)
        words << QStringLiteral("Log lines of HAProxy: not recorded");
    return words.join(QStringLiteral(". "));
}

workstation::EmptyWords recordedEmptyWords(const fleet::Snapshot& snapshot)
{
    const bool anyServer = std::any_of(snapshot.blocks.begin(), snapshot.blocks.end(),
                                       [](const auto& block) { return !block->rows.empty(); });
    if (anyServer)
        return workstation::emptyWordsOf(snapshot);
    return {QStringLiteral("Not recorded: the recording has no server at this time.\nThe timeline above shows where "
                           "there is something; hatched stretches were not recorded."),
            QStringLiteral("Not recorded: nothing is known of this time."),
            QStringLiteral("Failed health checks of servers show here, as soon as there are servers.")};
}

} // namespace checkwatch::replay

#include "ui/workstation/emptywords.h"

#include "ui/common/text.h"

#include <algorithm>

namespace checkwatch::workstation {

namespace {

bool hasAnswered(const fleet::TargetRow& target)
{
    return base::unixMs(target.lastGood) != 0;
}

bool answersNow(const fleet::TargetRow& target)
{
    return target.freshness == base::Freshness::Fresh || target.freshness == base::Freshness::Late;
}

QString quotedError(const fleet::TargetRow& target)
{
    return common::display(target.instance, 80) + QStringLiteral(": ") + common::display(target.lastError.message, 200);
}

/// Exporters are there, servers are not.
QString withoutServers(const fleet::Snapshot& snapshot)
{
    const auto& targets = snapshot.targets;
    const auto failing = std::find_if(targets.begin(), targets.end(), [](const fleet::TargetRow& target) {
        return !answersNow(target) && !target.lastError.message.empty();
    });
    const auto isForeign = [](const fleet::TargetRow& target) { return target.lack == fleet::Lack::Metrics; };
    const auto foreign = std::find_if(targets.begin(), targets.end(), isForeign);
    if (foreign != targets.end() && std::none_of(targets.begin(), targets.end(), [&](const fleet::TargetRow& target) {
            return answersNow(target) && !isForeign(target);
        }))
        return QStringLiteral(
                   "%1 %2\nHAProxy's own exporter usually is at /metrics of the port with the statistics; the "
                   "address tried was %3.")
            .arg(common::display(foreign->instance, 80), common::display(fleet::lackWords(foreign->lack)),
                 common::display(foreign->url, 200));
    if (std::any_of(targets.begin(), targets.end(), answersNow))
        return QStringLiteral(
            "The exporters answer, but tell of no server. HAProxy has no backend with servers, or the "
            "address leaves them out: look for scope= or metrics= in it.");
    if (failing != targets.end())
        return QStringLiteral(
                   "No exporter answers.\n%1\nCheck the address, and that HAProxy serves metrics there. It is "
                   "asked again at every interval; nothing has to be restarted.")
            .arg(quotedError(*failing));
    return QStringLiteral("Waiting for the first answer of %1.")
        .arg(targets.size() == 1 ? common::display(targets.front().instance, 80)
                                 : QStringLiteral("%1 exporters").arg(targets.size()));
}

} // namespace

EmptyWords emptyWordsOf(const fleet::Snapshot& snapshot)
{
    const auto& targets = snapshot.targets;
    const bool anyServer = std::any_of(snapshot.blocks.begin(), snapshot.blocks.end(),
                                       [](const auto& block) { return !block->rows.empty(); });
    EmptyWords words;
    words.servers = anyServer
        ? QStringLiteral("No server matches the filter.\nEsc in the filter line (Ctrl+F) shows all of them.")
        : withoutServers(snapshot);
    words.alerts = std::all_of(targets.begin(), targets.end(), hasAnswered)
        ? QStringLiteral("No alert is pending or firing, no server is DOWN, every exporter answers.")
        : QStringLiteral("Nothing is known yet: not every exporter has answered.");
    words.chart = anyServer
        ? QStringLiteral("No server fails and none is selected. Select a server to see its failures.")
        : QStringLiteral("Failed health checks of servers show here, as soon as there are servers.");
    return words;
}

} // namespace checkwatch::workstation

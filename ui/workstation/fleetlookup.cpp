#include "ui/workstation/fleetlookup.h"

#include "ui/common/text.h"

#include <algorithm>
#include <cctype>
#include <numeric>
#include <set>
#include <utility>
#include <vector>

namespace checkwatch::workstation {

namespace {

bool holds(const fleet::BackendRow& backend, const fleet::ServerIdentity& who)
{
    return backend.proxy == who.proxy && backend.instance == who.instance && backend.job == who.job;
}

/// How many letters have to be changed, added or left out; case does not count.
std::size_t distance(const std::string& a, const std::string& b)
{
    const auto lower = [](char c) { return std::tolower(static_cast<unsigned char>(c)); };
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t corner = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t changed = corner + (lower(a[i]) == lower(b[j]) ? 0 : 1);
            corner = row[j + 1];
            row[j + 1] = std::min({changed, row[j] + 1, corner + 1});
        }
    }
    return row.back();
}

} // namespace

Found findServer(const items::ServerTableModel& servers, fleet::ServerId server)
{
    Found found;
    found.row = server == fleet::noServer ? nullptr : servers.server(server);
    if (found.row == nullptr)
        return found;
    found.target = servers.targetOf(*found.row);
    found.alert = servers.alertOf(*found.row);
    const auto& backends = servers.snapshot()->backends;
    const auto at = std::find_if(backends.begin(), backends.end(), [&found](const fleet::BackendRow& backend) {
        return holds(backend, *found.row->identity);
    });
    found.backend = at == backends.end() ? nullptr : &*at;
    return found;
}

base::Timestamp watchingSince(const fleet::Snapshot& snapshot)
{
    base::Timestamp first = snapshot.time;
    for (const fleet::TargetRow& target : snapshot.targets) {
        if (target.watchingSince != base::Timestamp{})
            first = std::min(first, target.watchingSince);
    }
    return first;
}

fleet::ServerId serverNamed(const fleet::Snapshot& snapshot, const QString& name)
{
    const std::string wanted = name.toStdString();
    for (const auto& block : snapshot.blocks) {
        for (const fleet::ServerRow& row : block->rows) {
            const std::string inBackend = row.identity->proxy + "/" + row.identity->server;
            if (row.identity->server == wanted || inBackend == wanted
                || row.identity->instance + "/" + inBackend == wanted)
                return row.identity->id;
        }
    }
    return fleet::noServer;
}

QStringList serversLike(const fleet::Snapshot& snapshot, const QString& name)
{
    constexpr std::size_t most = 3;
    constexpr qsizetype compared = 80; // letters: whoever types more has not mistyped one
    const std::string wanted = name.section(QLatin1Char('/'), -1).left(compared).toStdString();
    std::set<std::pair<std::size_t, std::string>> nearest;
    for (const auto& block : snapshot.blocks) {
        for (const fleet::ServerRow& row : block->rows) {
            const std::string& server = row.identity->server;
            nearest.emplace(distance(wanted, server.substr(0, compared)), row.identity->proxy + "/" + server);
            if (nearest.size() > most)
                nearest.erase(std::prev(nearest.end()));
        }
    }
    QStringList out;
    for (const auto& [far, server] : nearest)
        out << common::display(server, 80);
    return out;
}

const fleet::AlertRow* findAlert(const fleet::Snapshot& snapshot, std::uint64_t alertId)
{
    if (alertId == 0 || !snapshot.alerts)
        return nullptr;
    for (const fleet::AlertRow& row : *snapshot.alerts) {
        if (row.alert.identity && row.alert.identity->id == alertId)
            return &row;
    }
    return nullptr;
}

QString nameOf(const fleet::ServerIdentity& who, const common::ExporterNames& names)
{
    return QStringLiteral("%1 / %2 on %3")
        .arg(common::display(who.proxy, 80), common::display(who.server, 80), names.nameOf(who.job, who.instance));
}

} // namespace checkwatch::workstation

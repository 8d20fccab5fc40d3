#include "ui/wall/listedservers.h"

#include "ui/wall/takenup.h"
#include "ui/wall/worstwords.h"

#include <algorithm>
#include <tuple>

namespace checkwatch::wall {
namespace {

bool isMoreUrgent(const ListedServer& a, const ListedServer& b)
{
    return std::tie(a.row->urgency, a.row->identity->id) < std::tie(b.row->urgency, b.row->identity->id);
}

/// As the list goes.
bool comesFirst(const ListedServer& a, const ListedServer& b)
{
    return std::tie(a.rank, a.acknowledged) != std::tie(b.rank, b.acknowledged)
        ? std::tie(a.rank, a.acknowledged) < std::tie(b.rank, b.acknowledged)
        : isMoreUrgent(a, b);
}

std::vector<ListedServer> eachRow(const WorstContext& context)
{
    std::vector<ListedServer> rows;
    std::size_t seen = 0;
    for (const auto& block : context.snapshot.blocks) {
        for (const fleet::ServerRow& row : block->rows) {
            const std::size_t at = seen++;
            if (isListed(row)) {
                rows.push_back(
                    {.row = &row, .server = context.vantages != nullptr ? context.vantages->serverOf(at) : 0});
            }
        }
    }
    return rows;
}

/// Of each server the most urgent of its vantages.
std::vector<ListedServer> eachOnce(const WorstContext& context)
{
    std::vector<ListedServer> best(context.vantages->servers());
    for (const ListedServer& each : eachRow(context)) {
        ListedServer& known = best[each.server];
        known = known.row == nullptr || isMoreUrgent(each, known) ? each : known;
    }
    std::erase_if(best, [](const ListedServer& each) { return each.row == nullptr; });
    return best;
}

/// Of any of its vantages, where it has several; null: nobody is on it.
const fleet::Event* acknowledgementOf(const WorstContext& context, const ListedServer& each)
{
    const fleet::Acknowledgements* const known = context.acknowledgements;
    const fleet::Event* event = known == nullptr ? nullptr : known->of(context.snapshot, *each.row);
    if (known == nullptr || context.vantages == nullptr) {
        return event;
    }
    for (const fleet::RowPlace& place : context.vantages->of(each.server)) {
        const fleet::ServerRow& row = context.snapshot.blocks[place.block]->rows[place.row];
        event = event == nullptr && isListed(row) ? known->of(context.snapshot, row) : event;
    }
    return event;
}

/// From each of its vantages that is listed.
bool isSilenced(const WorstContext& context, const ListedServer& each)
{
    const fleet::Silences* const known = context.silences;
    if (known == nullptr || known->isEmpty()) {
        return false;
    }
    bool covered = known->covers(each.row->identity->id);
    if (context.vantages != nullptr) {
        for (const fleet::RowPlace& place : context.vantages->of(each.server)) {
            const fleet::ServerRow& row = context.snapshot.blocks[place.block]->rows[place.row];
            covered = covered && (!isListed(row) || known->covers(row.identity->id));
        }
    }
    return covered;
}

void silence(const WorstContext& context, WorstRow& entry, const ListedServer& each)
{
    const fleet::Silences* const known = context.silences;
    if (known == nullptr || known->isEmpty()) {
        return;
    }
    const fleet::Silence* words = known->of(each.row->identity->id);
    const fleet::AlertRow* const alert = alertOf(context.snapshot, *each.row);
    if (words == nullptr && alert != nullptr) {
        words = known->of(*alert);
    }
    takeUp(context, entry, words, isSilenced(context, each));
}

/// From where it is seen like that.
QString whereWords(const WorstContext& context, const ListedServer& each)
{
    return context.vantages != nullptr ? vantageWords(context, *each.row, context.vantages->of(each.server))
                                       : exporterWords(context, each.row->identity->job, each.row->identity->instance);
}

} // namespace

ListedServers listedServers(const WorstContext& context, std::size_t most)
{
    std::vector<ListedServer> rows = context.vantages != nullptr ? eachOnce(context) : eachRow(context);
    const std::size_t all = rows.size();
    const auto middle = rows.begin() + static_cast<std::ptrdiff_t>(std::min(all, most));
    for (ListedServer& each : rows) {
        each.rank = rankOf(context, *each.row);
        each.acknowledged = acknowledgementOf(context, each) != nullptr || isSilenced(context, each);
    }
    std::partial_sort(rows.begin(), middle, rows.end(), comesFirst);
    rows.erase(middle, rows.end());
    return {std::move(rows), all};
}

WorstRow entryOf(const WorstContext& context, const ListedServer& listed)
{
    WorstRow entry = serverEntry(context, *listed.row, whereWords(context, listed));
    takeUp(context, entry, acknowledgementOf(context, listed));
    silence(context, entry, listed);
    return entry;
}

} // namespace checkwatch::wall

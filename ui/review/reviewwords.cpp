#include "ui/review/reviewwords.h"

#include "ui/common/text.h"
#include "ui/review/verdictlanes.h"

#include <algorithm>
#include <functional>

namespace checkwatch::review {

using session::Backtest;
using session::RuleSetVerdict;
using session::TableRow;

namespace {

/// "A 5, B 7".
QString eachSet(const Backtest& backtest, const std::function<std::size_t(const session::Tally&)>& count)
{
    QStringList words;
    for (std::size_t set = 0; set < backtest.sets.size(); ++set)
        words += QStringLiteral("%1 %2").arg(setName(set)).arg(count(backtest.sets[set].all));
    return words.join(QStringLiteral(", "));
}

/// The first failure, with the rule's name.
QString failureWords(const Backtest& backtest)
{
    for (const RuleSetVerdict& set : backtest.sets) {
        for (const session::ReplayedRule& rule : set.rules) {
            if (rule.failures > 0)
                return QStringLiteral(" · %1 failed at %2 of %3 evaluations: %4")
                    .arg(common::display(rule.rule->name, 80))
                    .arg(rule.failures)
                    .arg(rule.evaluations)
                    .arg(common::display(rule.firstError.message));
        }
    }
    return {};
}

} // namespace

QString verdictWords(const session::BacktestAnswer& answer)
{
    const Backtest& backtest = answer.backtest;
    constexpr auto nothing = static_cast<std::size_t>(session::Behind::Nothing);
    QString words = QStringLiteral("%1 time%2 DOWN: caught by %3 · fired with nothing wrong: %4")
                        .arg(backtest.spells.size())
                        .arg(backtest.spells.size() == 1 ? QString() : QStringLiteral("s"),
                             eachSet(backtest, [](const session::Tally& tally) { return tally.caught; }),
                             eachSet(backtest, [](const session::Tally& tally) { return tally.behind.at(nothing); }));
    if (backtest.servers.empty())
        words = QStringLiteral("The recording has no server in this time");
    if (!answer.damage.empty())
        words += QStringLiteral(" · the recording is damaged, what is lost is missing here");
    return words + failureWords(backtest);
}

std::size_t failedRules(const Backtest& backtest)
{
    std::size_t failed = 0;
    for (const RuleSetVerdict& set : backtest.sets) {
        failed += static_cast<std::size_t>(
            std::ranges::count_if(set.rules, [](const session::ReplayedRule& rule) { return rule.failures > 0; }));
    }
    return failed;
}

std::vector<TableRow> ruleRowsOf(const Backtest& backtest)
{
    std::vector<std::vector<TableRow>> sets;
    std::vector<TableRow> rows;
    for (std::size_t set = 0; set < backtest.sets.size(); ++set) {
        sets.push_back(session::ruleRows(backtest.sets[set]));
        for (TableRow& row : sets.back())
            row.insert(row.begin() + 1, &row == &sets.back().front() ? "" : setName(set).toStdString());
    }
    rows.push_back(sets.front().front());
    for (std::size_t i = 1; i < sets.front().size(); ++i) {
        rows.push_back(std::move(sets.front()[i]));
        for (std::size_t set = 1; set < sets.size(); ++set) {
            const auto same = std::find_if(sets[set].begin() + 1, sets[set].end(), [&rows](const TableRow& row) {
                return !row.empty() && row.front() == rows.back().front();
            });
            if (same != sets[set].end())
                rows.push_back(std::exchange(*same, {}));
        }
    }
    for (std::size_t set = 1; set < sets.size(); ++set) { // names that A has not
        std::copy_if(std::make_move_iterator(sets[set].begin() + 1), std::make_move_iterator(sets[set].end()),
                     std::back_inserter(rows), [](const TableRow& row) { return !row.empty(); });
    }
    return rows;
}

QString errorWords(const base::Error& error)
{
    return common::display(error.text());
}

QString writtenWords(const session::FileWritten& written)
{
    if (!written.error)
        return QStringLiteral("Written: ") + common::display(written.path);
    return written.error->code == base::ErrorCode::Canceled ? QStringLiteral("Stopped; nothing was written")
                                                            : errorWords(*written.error);
}

QString emptyRecordingWords()
{
    return QStringLiteral("This recording holds nothing yet: there is nothing to evaluate rules over.");
}

} // namespace checkwatch::review

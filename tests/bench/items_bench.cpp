#include "models/items/servertablemodel.h"
#include "tests/bench/offscreen.h"
#include "tests/support/fakesnapshot.h"
#include "ui/common/theme.h"
#include "ui/servers/servertable.h"

#include <benchmark/benchmark.h>

#include <QAbstractTableModel>
#include <QApplication>
#include <QHeaderView>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QTest>

#include <limits>
#include <random>
#include <vector>

using namespace checkwatch;
using bench::needApplication;
using support::FakeFleet;
using support::FakeState;

// The server table with 100,000 rows, painted offscreen at 1400x900, and QSortFilterProxyModel with a plain QTableView
// doing the same work beside it. Every time is one frame: new data to painted pixels.
namespace {

constexpr std::size_t servers = 100'000;
constexpr std::size_t exporters = 10;

/// The same fleet over time: each snapshot differs from the one before in one row of a hundred, spread over all
/// exporters.
const std::vector<fleet::SnapshotPtr>& course()
{
    static const std::vector<fleet::SnapshotPtr> snapshots = [] {
        FakeFleet fleet = FakeFleet::mixed(servers, exporters);
        std::mt19937 random(1);
        std::vector<fleet::SnapshotPtr> result{fleet.snapshot()};
        for (int step = 0; step < 6; ++step) {
            for (std::size_t i = 0; i < servers / 100; ++i) {
                const auto id = static_cast<fleet::ServerId>(random() % servers);
                fleet.row(id).sessions = static_cast<double>(random() % 1000);
                fleet.setState(id, static_cast<FakeState>(random() % 16));
            }
            result.push_back(fleet.snapshot());
        }
        return result;
    }();
    return snapshots;
}

struct Screen
{
    Screen() : table(model)
    {
        table.resize(1400, 900);
        table.show();
        painted = QTest::qWaitForWindowExposed(&table); // else repaint() does nothing
        model.setSnapshot(course().front());
        table.selectServer(model.serverAt(3)->identity->id);
    }
    void paint(benchmark::State& state)
    {
        if (!painted)
            state.SkipWithError("the window was not exposed");
        table.viewport()->repaint();
    }

    items::ServerTableModel model;
    servers::ServerTable table;
    bool painted = false;
};

/// There and back through the course, so that every step is a change of about one in a hundred.
fleet::SnapshotPtr nextSnapshot(std::size_t& at)
{
    const std::size_t count = course().size();
    const std::size_t step = at++ % (2 * count - 2);
    return course()[step < count ? step : 2 * count - 2 - step];
}

void updateOnePercent(benchmark::State& state)
{
    needApplication();
    Screen screen;
    screen.model.setGrouping(static_cast<items::Grouping>(state.range(0)));
    std::size_t at = 1;
    for (auto _ : state) {
        screen.model.setSnapshot(nextSnapshot(at));
        screen.paint(state);
    }
}
BENCHMARK(updateOnePercent)->ArgName("grouping")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

void updateOnePercentModelOnly(benchmark::State& state)
{
    needApplication();
    items::ServerTableModel model;
    model.setSnapshot(course().front());
    std::size_t at = 1;
    for (auto _ : state)
        model.setSnapshot(nextSnapshot(at));
}
BENCHMARK(updateOnePercentModelOnly)->Unit(benchmark::kMillisecond);

void updateNothingChanged(benchmark::State& state)
{
    needApplication();
    Screen screen;
    for (auto _ : state) {
        screen.model.setSnapshot(course().front());
        screen.paint(state);
    }
}
BENCHMARK(updateNothingChanged)->Unit(benchmark::kMillisecond);

void filterChange(benchmark::State& state)
{
    needApplication();
    Screen screen;
    const std::vector<QString> texts{QStringLiteral("be-1"),
                                     QString(),
                                     QStringLiteral("state:down"),
                                     QStringLiteral("srv-*7"),
                                     QStringLiteral("backend:be-12* -is:up"),
                                     QString()};
    std::size_t at = 0;
    for (auto _ : state) {
        screen.model.setFilter(items::Filter::parse(texts[at++ % texts.size()]).value());
        screen.paint(state);
    }
}
BENCHMARK(filterChange)->Unit(benchmark::kMillisecond);

/// Another fleet altogether: every name ranked, every key sorted.
void snapshotSwitch(benchmark::State& state)
{
    needApplication();
    Screen screen;
    const fleet::SnapshotPtr other = FakeFleet::mixed(servers - 1000, exporters + 1).snapshot();
    bool flip = false;
    for (auto _ : state) {
        screen.model.setSnapshot((flip = !flip) ? other : course().front());
        screen.paint(state);
    }
}
BENCHMARK(snapshotSwitch)->Unit(benchmark::kMillisecond);

void sortByColumn(benchmark::State& state)
{
    needApplication();
    Screen screen;
    bool flip = false;
    for (auto _ : state) {
        screen.model.sort((flip = !flip) ? items::SessionsColumn : -1, Qt::DescendingOrder);
        screen.paint(state);
    }
}
BENCHMARK(sortByColumn)->Unit(benchmark::kMillisecond);

/// A plain model with the columns of the table, for the peer.
class PlainModel final : public QAbstractTableModel
{
public:
    PlainModel() : m_values(servers)
    {
        for (std::size_t i = 0; i < servers; ++i)
            m_values[i] = static_cast<double>(i * 7919 % servers);
    }
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : int(servers);
    }
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : 12; }
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override
    {
        return role == Qt::DisplayRole ? QVariant(m_values[static_cast<std::size_t>(index.row())] + index.column())
                                       : QVariant();
    }
    void change(int row, double value)
    {
        m_values[static_cast<std::size_t>(row)] = value;
        Q_EMIT dataChanged(index(row, 0), index(row, 0));
    }

private:
    std::vector<double> m_values;
};

void peerProxyModelOnePercent(benchmark::State& state)
{
    needApplication();
    PlainModel model;
    QSortFilterProxyModel proxy;
    proxy.setSourceModel(&model);
    proxy.setDynamicSortFilter(true);
    QTableView view;
    view.verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    view.setModel(&proxy);
    proxy.sort(0);
    view.resize(1400, 900);
    view.show();
    if (!QTest::qWaitForWindowExposed(&view))
        state.SkipWithError("the window was not exposed");
    std::mt19937 random(1);
    for (auto _ : state) {
        for (std::size_t i = 0; i < servers / 100; ++i)
            model.change(static_cast<int>(random() % servers), static_cast<double>(random() % servers));
        view.viewport()->repaint();
    }
}
BENCHMARK(peerProxyModelOnePercent)->Unit(benchmark::kMillisecond)->Iterations(5);

} // namespace

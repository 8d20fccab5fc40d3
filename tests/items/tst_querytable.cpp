#include "models/items/querytablemodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include <limits>

namespace tst_querytable {

using namespace checkwatch;
using items::QueryTableModel;
using metrics::Labels;

namespace {

using Elements = std::vector<promql::Element>;

std::shared_ptr<const promql::Value> vectorOf(Elements elements)
{
    return std::make_shared<const promql::Value>(promql::Vector{{}, std::move(elements)});
}

Labels server(const std::string& name, const std::string& proxy = "app")
{
    return Labels{{"__name__", "x"}, {"job", "j"}, {"proxy", proxy}, {"server", name}};
}

/// "proxy server value; app a 1; …"
QString shown(const QueryTableModel& model)
{
    QStringList lines;
    for (int row = -1; row < model.rowCount(); ++row) {
        QStringList cells;
        for (int column = 0; column < model.columnCount(); ++column) {
            if (row < 0)
                cells << model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
            else if (column < model.valueColumn())
                cells << model.index(row, column).data(QueryTableModel::LabelRole).toString();
            else
                cells << QString::number(model.index(row, column).data(QueryTableModel::ValueRole).toDouble());
        }
        lines << cells.join(QLatin1Char(' '));
    }
    return lines.join(QLatin1String("; "));
}

} // namespace

class QueryTableTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void columnsAreWhatDiffers()
    {
        QueryTableModel model;
        const QAbstractItemModelTester tester(&model);
        model.setValue(vectorOf({{server("a"), 1}, {server("b", "api"), 2}}));
        QCOMPARE(shown(model), QStringLiteral("proxy server value; app a 1; api b 2"));
        QCOMPARE(model.common().toString(), std::string("x{job=\"j\"}"));
        model.setValue(vectorOf({{server("a"), 3}}));
        QCOMPARE(shown(model), QStringLiteral("__name__ job proxy server value; x j app a 3"));
        QVERIFY(model.common().empty());
        model.setValue(vectorOf({{Labels{{"a", "1"}}, 1}, {Labels{{"b", "2"}}, 2}}));
        QCOMPARE(shown(model), QStringLiteral("a b value; 1  1;  2 2"));
        model.setValue(std::make_shared<const promql::Value>(promql::Scalar{{}, 7}));
        QCOMPARE(shown(model), QStringLiteral("value; 7"));
        model.setValue(nullptr);
        QCOMPARE(model.rowCount(), 0);
    }
    void refreshingKeepsRowsAndTheirOrder()
    {
        QueryTableModel model;
        const QAbstractItemModelTester tester(&model);
        model.setValue(vectorOf({{server("a"), 1}, {server("b"), 3}, {server("c"), 2}}));
        model.sort(model.valueColumn(), Qt::DescendingOrder);
        QCOMPARE(shown(model), QStringLiteral("server value; b 3; c 2; a 1"));
        const QPersistentModelIndex kept(model.index(2, 0));
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        model.setValue(vectorOf({{server("c"), 9}, {server("a"), 5}, {server("d"), 7}}));
        QCOMPARE(shown(model), QStringLiteral("server value; c 9; d 7; a 5"));
        QCOMPARE(kept.data(QueryTableModel::LabelRole).toString(), QStringLiteral("a"));
        QVERIFY(resets.isEmpty());
        model.sort(-1);
        QCOMPARE(shown(model), QStringLiteral("server value; c 9; a 5; d 7"));
    }
    void notANumberIsLastEitherWay()
    {
        QueryTableModel model;
        const double nan = std::numeric_limits<double>::quiet_NaN();
        const double inf = std::numeric_limits<double>::infinity();
        model.setValue(
            vectorOf({{server("a"), nan}, {server("web-10"), 1}, {server("web-9"), inf}, {server("d"), -1}}));
        model.sort(model.valueColumn(), Qt::AscendingOrder);
        QCOMPARE(shown(model), QStringLiteral("server value; d -1; web-10 1; web-9 inf; a nan"));
        model.sort(model.valueColumn(), Qt::DescendingOrder);
        QCOMPARE(shown(model), QStringLiteral("server value; web-9 inf; web-10 1; d -1; a nan"));
        model.sort(0, Qt::AscendingOrder);
        QCOMPARE(shown(model), QStringLiteral("server value; a nan; d -1; web-9 inf; web-10 1"));
    }
    void rangesShowTheNewest()
    {
        QueryTableModel model;
        promql::Matrix matrix;
        matrix.series.push_back({server("a"), {{base::fromUnixMs(1), 1}, {base::fromUnixMs(2), 4}}});
        model.setValue(std::make_shared<const promql::Value>(matrix));
        const QModelIndex value = model.index(0, model.valueColumn());
        QCOMPARE(value.data(QueryTableModel::ValueRole).toDouble(), 4.0);
        QCOMPARE(value.data(QueryTableModel::CountRole).toInt(), 2);
        model.setValue(std::make_shared<const promql::Value>(promql::String{{}, "s"}));
        QCOMPARE(model.index(0, 0).data(QueryTableModel::TextRole).toString(), QStringLiteral("s"));
        QVERIFY(!model.index(0, 0).data(QueryTableModel::ValueRole).isValid());
    }
    void copies()
    {
        QueryTableModel model;
        model.setValue(vectorOf({{Labels{{"a", "say \"x\", y"}}, 0.5}, {Labels{{"a", "é"}, {"b", "z"}}, 2}}));
        QCOMPARE(QString::fromStdString(model.asText()),
                 QStringLiteral("{a=\"say \\\"x\\\", y\"} 0.5\n{a=\"é\", b=\"z\"} 2\n"));
        QCOMPARE(QString::fromStdString(model.asCsv()),
                 QStringLiteral("a,b,value\r\n\"say \"\"x\"\", y\",,0.5\r\né,z,2\r\n"));
        const int second = 1;
        QCOMPARE(QString::fromStdString(model.asCsv({&second, 1})), QStringLiteral("a,b,value\r\né,z,2\r\n"));
    }
};

QTEST_GUILESS_MAIN(QueryTableTest)

} // namespace tst_querytable

#include "tst_querytable.moc"

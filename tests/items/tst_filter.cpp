#include "models/items/filter.h"
#include "models/items/filterwords.h"
#include "models/items/natural.h"
#include "models/items/serverindex.h"
#include "tests/support/fakesnapshot.h"

#include <QTest>

namespace tst_filter {

using namespace checkwatch;
using namespace checkwatch::items;
using support::FakeFleet;

namespace {

/// Names of the servers of the picture fleet that a filter lets through, in the order of the snapshot.
QStringList matching(const QString& text)
{
    FakeFleet fleet = FakeFleet::picture();
    const auto snapshot = fleet.snapshot();
    const auto filter = Filter::parse(text);
    if (!filter.ok())
        return {QString::fromStdString(filter.error().message)};
    QStringList names;
    for (std::size_t place = 0; place < snapshot->blocks.size(); ++place) {
        for (const fleet::ServerRow& row : snapshot->blocks[place]->rows) {
            if (filter->matchesNames(*row.identity) && filter->matchesLabels(snapshot->targets[place].labels)
                && filter->matchesValues(row, snapshot->alerts.get()))
                names += QString::fromStdString(row.identity->server);
        }
    }
    return names;
}

} // namespace

/// The filter language, written out: what is typed, which servers of the picture fleet stay.
class TestFilter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void lets_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("servers");
        const auto row = [](const char* text, const char* servers) {
            QTest::newRow(text) << QString::fromLatin1(text) << QString::fromLatin1(servers);
        };
        row("backend:app", "web-01 web-02 web-03 web-04 web-05 web-06");
        row("BACKEND:App", "web-01 web-02 web-03 web-04 web-05 web-06");
        row("proxy:app server:web-02", "web-02");
        row("backend:ap", "");
        row("server:web*", "web-01 web-02 web-03 web-04 web-05 web-06");
        row("server:*-0*3", "web-03 api-03 cdn-03 pay-03 idx-03 old-03");
        row("server:\"web*\"", "");
        row("state:down", "web-03");
        row("state:down,maint", "web-03 idx-02");
        row("state:d*", "web-03 idx-01");
        row("check:L7STS", "web-02");
        row("check:failed", "web-02 web-03 pay-07");
        row("check:l4*", "web-03");
        row("code:503", "web-02");
        row("alert:firing", "web-02");
        row("alert:pending", "pay-07");
        row("alert:silent", "web-03");
        row("alert:cleared", "web-03");
        row("is:stale", "old-01 old-02 old-03");
        row("exporter:lb-03", "old-01 old-02 old-03");
        row("exporter:lb-03:8404", "old-01 old-02 old-03");
        row("is:out", "idx-01 idx-02");
        row("is:down,firing", "web-02 web-03");
        row("weight:>50 is:out", "idx-01 idx-02");
        row("failures:>1", "web-02 pay-07");
        row("failures:>=9.8", "web-02");
        row("queue:3", "web-02");
        row("web -server:web-0*", "");
        row("web -web-03,web-04", "web-01 web-02 web-05 web-06");
        row("EB-02", "web-02");
        row("w*2", "web-02");
        row("\"lb-03:8404\"", "old-01 old-02 old-03");
        row("-exporter:lb-01,lb-02", "old-01 old-02 old-03");
        row("is:abnormal backend:app", "web-02 web-03");
        row("state:failing,down backend:app,checkout", "web-02 web-03 pay-07");
        row("instance=\"lb-03:8404\"", "old-01 old-02 old-03");
        row("instance=~\"lb-03\"", ""); // anchored
        row("instance=~'lb-03.*'", "old-01 old-02 old-03");
        row("instance=~\"lb-03:84\\\\d+\"", "old-01 old-02 old-03"); // escapes as Prometheus'
        row("instance=~`lb-03:84\\d+`", "old-01 old-02 old-03");
        row("instance!~\"lb-0[12].*\" server:old-02", "old-02");
        row("-instance!=\"lb-03:8404\",job=\"haproxy\"", "old-01 old-02 old-03");
        row("job!=\"haproxy\"", "");
        row("env=\"\" server:old-02", "old-02"); // an absent label is empty
        row("\"instance=\"", "");                // text, in quotes as a whole
        row("   \t ", "web-01");
    }
    void lets()
    {
        QFETCH(QString, text);
        QFETCH(QString, servers);
        const QStringList got = matching(text);
        if (text.trimmed().isEmpty())
            QCOMPARE(got.size(), 54);
        else
            QCOMPARE(got.join(QLatin1Char(' ')), servers);
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("column");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* text, int column, const char* says) {
            QTest::newRow(text) << QString::fromLatin1(text) << column << QString::fromLatin1(says);
        };
        row("backend:app colour:red", 13, "unknown key \"colour\"");
        row("-foo:bar", 2, "unknown key \"foo\"");
        row("state:broken", 7, "does not know \"broken\"");
        row("state:down,broken", 12, "does not know \"broken\"");
        row("weight:much", 8, "takes a number");
        row("weight:>", 8, "takes a number");
        row("backend:", 9, "needs a value");
        row("backend:a,", 11, "needs a value");
        row("server:\"web", 8, "closing quote");
        row(":x", 1, "key is missing");
        row("web -", 6, "text is missing");
        row("web env=prod", 9, "stands in quotes");
        row("env=", 5, "stands in quotes");
        row("env=\"prod", 5, "closing quote");
        row("env=\"prod\"x", 11, "a blank is missing");
        row("env=~\"(\"", 6, "missing )");
        row("a -env=~\"\\d\"", 9, "unknown escape sequence");
    }
    void refuses()
    {
        QFETCH(QString, text);
        QFETCH(int, column);
        QFETCH(QString, says);
        const auto filter = Filter::parse(text);
        QVERIFY(!filter.ok());
        QCOMPARE(int(filter.error().column), column);
        QVERIFY2(QString::fromStdString(filter.error().message).contains(says), filter.error().message.c_str());
    }

    void namesAlone()
    {
        QVERIFY(Filter::parseNames(u"backend:app* -server:web-1 exporter:lb-01 job:haproxy text env=\"prod\"").ok());
        for (const char* const text :
             {"app state:down", "app is:stale", "app alert:firing", "app weight:0", "app 5xx:>0"}) {
            const auto filter = Filter::parseNames(QString::fromLatin1(text));
            QVERIFY2(!filter.ok(), text);
            QCOMPARE(int(filter.error().column), 5);
            QVERIFY2(filter.error().message.find("only names count") != std::string::npos, text);
        }
    }

    void filtersOfLabelsAreFilters()
    {
        const auto filter = Filter::parse(u"env=\"prod\"");
        QVERIFY(!filter->empty() && filter->looksAtLabels() && !filter->looksAtValues());
        QVERIFY(!Filter::parse(u"app")->looksAtLabels());
    }

    /// In a table, too, where another configuration gives the same exporter other labels.
    void tablesFollowTheLabels()
    {
        FakeFleet fleet;
        for (const char* const env : {"prod", "test"})
            fleet.addServer(fleet.addTarget(env, "haproxy", {{"env", env}}), "app", "web");
        ServerIndex index;
        index.setFilter(Filter::parse(u"env=\"prod\"").value());
        const auto matching = [&index] { return int(index.matches(0)) + 2 * int(index.matches(1)); };
        index.setSnapshot(fleet.snapshot());
        QCOMPARE(matching(), 1);
        auto changed = std::make_shared<fleet::Snapshot>(*fleet.snapshot());
        changed->targets[1].labels = changed->targets[0].labels;
        index.setSnapshot(changed);
        QCOMPARE(matching(), 3);
        index.setFilter({});
        QCOMPARE(matching(), 3);
    }

    void whatAnExporterMayHave()
    {
        const auto may = [](const char16_t* text) {
            return Filter::parse(QString::fromUtf16(text))->mayMatchExporter("haproxy", "lb-01:8404");
        };
        QVERIFY(may(u"") && may(u"backend:app") && may(u"anything") && may(u"exporter:lb-*") && may(u"job:haproxy"));
        QVERIFY(!may(u"exporter:lb-02") && !may(u"-exporter:lb-01") && !may(u"job:edge backend:app"));
        QVERIFY(may(u"-exporter:lb-02"));
    }

    void completes_data()
    {
        QTest::addColumn<QString>("text"); // | is the cursor
        QTest::addColumn<int>("from");
        QTest::addColumn<QString>("options");
        const auto row = [](const char* text, int from, const char* options) {
            QTest::newRow(text) << QString::fromLatin1(text) << from << QString::fromLatin1(options);
        };
        row("ba|", 0, "backend:");
        row("state:down se|", 11, "server: sessions:");
        row("-ba|", 1, "backend:");
        row("state:ma|", 6, "maint");
        row("backend:a|", 8, "api app");
        row("backend:app,s|", 12, "search static");
        row("server:PAY-01|", 7, "pay-01");
        row("exporter:|", 9, "lb-01:8404 lb-02:8404 lb-03:8404");
        row("nothing:|", 8, "");
        row("ba| state:down", 0, "backend:");
    }
    void completes()
    {
        QFETCH(QString, text);
        QFETCH(int, from);
        QFETCH(QString, options);
        const int cursor = int(text.indexOf(QLatin1Char('|')));
        text.remove(cursor, 1);
        FakeFleet fleet = FakeFleet::picture();
        const auto snapshot = fleet.snapshot();
        const FilterCompletion got = completeFilter(text, cursor, snapshot.get());
        QCOMPARE(got.options.join(QLatin1Char(' ')), options);
        QCOMPARE(got.from, options.isEmpty() ? got.from : from);
    }

    void naturalOrder()
    {
        const std::vector<std::string> ordered{"",      "1",     "02",      "2",      "10",   "web-2",
                                               "WEB-3", "web-3", "web-03x", "web-10", "web-a"};
        for (std::size_t i = 1; i < ordered.size(); ++i) {
            QVERIFY2(naturalCompare(ordered[i - 1], ordered[i]) < 0, ordered[i].c_str());
            QVERIFY2(naturalCompare(ordered[i], ordered[i - 1]) > 0, ordered[i].c_str());
        }
        QCOMPARE(naturalCompare("web-007", "web-007"), 0);
    }
};

QTEST_GUILESS_MAIN(TestFilter)

} // namespace tst_filter

#include "tst_filter.moc"

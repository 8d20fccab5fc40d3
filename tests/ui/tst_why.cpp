#include "models/rules/rulefile.h"
#include "models/session/explainrule.h"
#include "models/testfiles/seriesnotation.h"
#include "resources/builtin.h"
#include "tests/support/vectorquerier.h"
#include "ui/charts/whychart.h"
#include "ui/charts/whysteplist.h"
#include "ui/charts/whyview.h"
#include "ui/charts/whywords.h"
#include "ui/common/font.h"
#include "ui/common/text.h"
#include "ui/common/theme.h"

#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QScrollArea>
#include <QTest>

#include <algorithm>

namespace tst_why {

using namespace checkwatch;
using namespace checkwatch::charts;
using common::Zone;

namespace {

constexpr base::Timestamp now = base::fromUnixMs(1'795'867'580'000);

/// Every metric of the shipped rules for two backends, one of which is bad, at a sample every 5 s.
support::VectorQuerier fleetData()
{
    support::VectorQuerier data;
    const auto add = [&](const std::string& series, double from, double perSample) {
        const auto line = testfiles::parseSeriesLine(series + " 0");
        std::vector<metrics::Sample> samples;
        for (int i = 0; i <= 60; ++i)
            samples.push_back({now - std::chrono::seconds{5} * (60 - i) - base::Duration{400}, from + i * perSample});
        data.add(line->labels, samples);
    };
    for (const bool bad : {true, false}) {
        const std::string proxy = bad ? "proxy=\"app\",backend=\"app\"" : "proxy=\"shop\",backend=\"shop\"";
        for (int i = 0; i < 7; ++i) {
            const std::string server
                = "{instance=\"lb-01:8404\"," + proxy + ",server=\"web-0" + std::to_string(i) + "\"";
            add("haproxy_server_check_failures_total" + server + "}", 412, bad ? 0.75 : 0);
            add("haproxy_server_check_up_down_total" + server + "}", 1, bad ? 0.1 : 0);
            add("haproxy_server_response_errors_total" + server + "}", 100, bad ? 9 + i : 0);
            add("haproxy_server_connection_errors_total" + server + "}", 0, bad ? 4000 : 0);
            add("haproxy_server_max_sessions" + server + "}", bad ? 190 : 10, 0);
            add("haproxy_server_limit_sessions" + server + "}", 200, 0);
            add("haproxy_server_up" + server + "}", bad ? 0 : 1, 0);
            add("haproxy_server_status" + server + ",state=\"DOWN\"}", bad ? 1 : 0, 0);
            for (const char* code : {"2xx", "4xx", "5xx"})
                add("haproxy_server_http_responses_total" + server + ",code=\"" + code + "\"}", 5000,
                    code[0] == '2' ? 40 + i
                        : bad      ? 7
                                   : 0.1);
        }
        const std::string backend = "{instance=\"lb-01:8404\"," + proxy + "}";
        for (const char* metric : {"connection_errors_total", "retry_warnings_total"})
            add("haproxy_backend_" + std::string(metric) + backend, 3, bad ? 900 : 0);
        for (const char* metric :
             {"current_queue", "current_sessions", "max_total_time_seconds", "http_total_time_average_seconds"})
            add("haproxy_backend_" + std::string(metric) + backend, bad ? 90 : 0, 0);
        for (const char* metric : {"active_servers", "backup_servers", "up"})
            add("haproxy_backend_" + std::string(metric) + backend, bad ? 0 : 1, 0);
        add("haproxy_backend_limit_sessions" + backend, 100, 0);
        const std::string frontend = bad ? "{proxy=\"in\",frontend=\"in\"}" : "{proxy=\"api\",frontend=\"api\"}";
        add("haproxy_frontend_denied_connections_total" + frontend, 0, bad ? 80 : 0);
        add("haproxy_frontend_requests_denied_total" + frontend, 0, bad ? 80 : 0);
    }
    add("up{instance=\"lb-01:8404\"}", 0, 0);
    add("haproxy_up{instance=\"lb-01:8404\"}", 0, 0);
    return data;
}

fleet::Explanation explained(const tsdb::Querier& data, const std::string& name, const promql::ExprPtr& expr,
                             const std::optional<metrics::Labels>& focus = std::nullopt)
{
    fleet::Explanation why;
    why.question.server = 1;
    why.ruleName = name;
    why.expression = promql::print(*expr);
    why.evaluatedAt = now;
    why.interval = why.scrapeInterval = std::chrono::seconds{5};
    promql::EngineOptions options;
    options.explainTimeout = std::chrono::minutes{1};
    promql::Engine engine(options);
    session::explainRule(engine, data, {expr, now, focus, why.scrapeInterval}, why);
    return why;
}

fleet::Explanation explained(const tsdb::Querier& data, const std::string& text,
                             const std::optional<metrics::Labels>& focus = std::nullopt)
{
    return explained(data, "Rule", *promql::parse(text), focus);
}

QStringList linesOf(const fleet::Explanation& why)
{
    QStringList out;
    for (const WhyStep& step : whySteps(*why.record, Zone::Utc))
        out << QString(step.depth, QLatin1Char(' ')) + step.text
                + (step.more.isEmpty() ? QString() : QStringLiteral(" | ") + step.more);
    return out;
}

struct ShippedRule
{
    std::string file;
    rules::Rule rule;
};

std::vector<ShippedRule> shippedRules()
{
    std::vector<ShippedRule> out;
    for (const resources::File& file : resources::files()) {
        if (!file.path.starts_with("rules/"))
            continue;
        const auto parsed = rules::parseRuleFile(file.text, std::string(file.path));
        for (const rules::Rule& rule : parsed->groups.front().rules)
            out.push_back({std::string(file.path), rule});
    }
    return out;
}

void makeFiring(fleet::Explanation& why)
{
    auto identity = std::make_shared<rules::AlertIdentity>();
    why.alert.identity = identity;
    why.alert.state = rules::AlertState::Firing;
    why.alert.activeAt = now - std::chrono::minutes{3};
    why.alert.firedAt = now - std::chrono::minutes{2};
    why.alert.value = why.record->root.value;
    why.holdFor = std::chrono::minutes{1};
    why.spans = {{fleet::SpanKind::Pending, why.alert.activeAt, why.alert.firedAt},
                 {fleet::SpanKind::Firing, why.alert.firedAt, now}};
}

void shoot(QWidget& widget, const QString& name)
{
    const QString folder = qEnvironmentVariable("CHECKWATCH_SHOTS");
    if (!folder.isEmpty())
        widget.grab().save(QDir(folder).filePath(name + QStringLiteral(".png")));
}

/// A view as the tab shows it: in a scroll area of this size.
struct Tab
{
    explicit Tab(const fleet::Explanation& why, QSize size)
    {
        area.setFrameShape(QFrame::NoFrame);
        area.setWidgetResizable(true);
        area.setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        view = new WhyView;
        area.setWidget(view);
        std::vector<rules::RuleStatus> rules(1);
        auto rule = std::make_shared<rules::Rule>();
        rule->name = why.ruleName;
        rule->query = why.expression;
        rules[0].rule = rule;
        view->setRules(rules);
        view->setNow(now);
        view->setSubject(
            {QStringLiteral("app / web-02 on lb-01"), QStringLiteral("firing 2:00"), fleet::Shown::Firing});
        view->setExplanation(std::make_shared<fleet::Explanation>(why));
        area.resize(size);
        area.show();
        QCoreApplication::processEvents();
    }
    QScrollArea area;
    WhyView* view;
};

} // namespace

/// The Why tab: every rule in words and pictures, at the widths a tab may have.
class WhyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QApplication::setFont(common::interfaceFont());
        common::applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), common::ThemeKind::Dark);
    }
    void ratioInWords();
    void filteredInWords();
    void reasonsInWords();
    void countersHaveTheirArithmetic();
    void everyShippedRule();
    void narrowTabsCutNothing();
    void boxAsksForAnotherRule();
    void pictures();
};

void WhyTest::ratioInWords()
{
    const auto why = explained(fleetData(),
                               "((sum by (proxy) (rate(haproxy_server_http_responses_total{code=\"5xx\"}[1m])) / "
                               "sum by (proxy) (rate(haproxy_server_http_responses_total[1m]))) * 100) > 5",
                               metrics::Labels{{"proxy", "app"}});
    const QStringList lines = linesOf(why);
    QCOMPARE(lines.size(), 7);
    QCOMPARE(lines[0], QStringLiteral("12.281 > 5 is true"));
    QCOMPARE(lines[1], QStringLiteral("0.123 * 100 = 12.281"));
    QCOMPARE(lines[2], QStringLiteral("9.8 / 79.8 = 0.123 | both for proxy=app"));
    QVERIFY2(lines[3].startsWith(QStringLiteral("  sum by (proxy) of 7 = 9.8 | proxy=app: server=web-00 1.4 · ")),
             qPrintable(lines[3]));
    QVERIFY2(lines[3].endsWith(QStringLiteral(" · and 3 more")), qPrintable(lines[3]));
    QVERIFY2(
        lines[4].startsWith(QStringLiteral("   rate of haproxy_server_http_responses_total{code=\"5xx\"}[1m] = 1.4 | "
                                           "12 samples, ")),
        qPrintable(lines[4]));
    QVERIFY2(lines[4].contains(QStringLiteral("last − first = 77, × 60 / 55, / 60 s")), qPrintable(lines[4]));
    QVERIFY(why.picture.raw.empty()); // seven series decide, not one
    QVERIFY(why.picture.values.size() > 12);
    QCOMPARE(*why.picture.threshold, 5.0);
}

void WhyTest::filteredInWords()
{
    const auto why = explained(fleetData(), "increase(haproxy_server_check_failures_total[1m]) > 0",
                               metrics::Labels{{"proxy", "shop"}, {"server", "web-01"}});
    QVERIFY(!why.isTrue);
    QCOMPARE(linesOf(why)[0], QStringLiteral("filtered: 0 > 0 is false"));
    QCOMPARE(whySteps(*why.record, Zone::Utc)[0].tone, WhyStep::Tone::Lost);
    QCOMPARE(whyLines(why).last().right, QStringLiteral("> 0 is false"));
}

void WhyTest::reasonsInWords()
{
    const auto data = fleetData();
    const metrics::Labels server{{"proxy", "app"}, {"server", "web-01"}};
    const auto reason = [&](const char* text, const metrics::Labels& focus) {
        QStringList out;
        for (const WhyStep& step : whySteps(*explained(data, text, focus).record, Zone::Utc)) {
            if (step.tone == WhyStep::Tone::Lost)
                out << step.text;
        }
        return out.join(QStringLiteral("; "));
    };
    QCOMPARE(reason("nosuch_metric > 0", server), QStringLiteral("nosuch_metric: no target exposes it"));
    QCOMPARE(reason("haproxy_server_up{zone=\"x\"} == 0", server),
             QStringLiteral("haproxy_server_up{zone=\"x\"}: no series has zone=\"x\""));
    QCOMPARE(reason("haproxy_server_up{server=\"web-02\"} == 0", server),
             QStringLiteral("haproxy_server_up{server=\"web-02\"}: 2 series, none of them about this"));
    QCOMPARE(
        reason("increase(haproxy_server_check_failures_total[5s]) > 0", server),
        QStringLiteral("increase of haproxy_server_check_failures_total[5s]: 1 sample in the window, 2 are needed"));
    QCOMPARE(reason("haproxy_server_up * on (proxy) group_left () up", server),
             QStringLiteral("… * …: the other side has nothing with proxy=app; the nearest of its 1 has no proxy; "
                            "up: 1 series, none of them about this"));
    QCOMPARE(reason("topk(1, haproxy_server_response_errors_total)", server),
             QStringLiteral("topk(1) of 14: number 6 of 14, 1 are kept"));
    QCOMPARE(reason("haproxy_server_up unless on (server) haproxy_server_max_sessions", server),
             QStringLiteral("unless: the other side has something with server=web-01"));
}

void WhyTest::countersHaveTheirArithmetic()
{
    const auto data = fleetData();
    const metrics::Labels server{{"proxy", "app"}, {"server", "web-01"}};
    const auto why = explained(data, "increase(haproxy_server_check_failures_total[1m]) > 0", server);
    const QList<WhyLine> lines = whyLines(why);
    QCOMPARE(lines.size(), 4);
    QCOMPARE(lines[0].left, QStringLiteral("12 samples in the window"));
    QCOMPARE(lines[1].right, QStringLiteral("× 60 / 55"));
    QCOMPARE(lines[3].left, QStringLiteral("extrapolated = 9"));
    QVERIFY(!why.picture.raw.empty() && !why.picture.values.empty());
    QCOMPARE(whyLines(explained(data, "rate(haproxy_server_check_failures_total[1m]) > 1", server))[3].left,
             QStringLiteral("per second = 0.15"));
    QVERIFY(whyLines(explained(data, "haproxy_server_up == 0", server)).isEmpty());
}

/// For the bad backend every rule but the two that ask too much is true; for the good one each says what was lost.
void WhyTest::everyShippedRule()
{
    const auto data = fleetData();
    int told = 0;
    for (const ShippedRule& shipped : shippedRules()) {
        for (const char* backend : {"app", "shop"}) {
            const metrics::Labels focus{{"proxy", backend}, {"backend", backend}, {"server", "web-01"}};
            const auto why = explained(data, shipped.rule.name, shipped.rule.expr, focus);
            QVERIFY2(why.record, shipped.rule.query.c_str());
            const QList<WhyStep> steps = whySteps(*why.record, Zone::Utc);
            QVERIFY(!steps.isEmpty());
            const bool lost = std::any_of(steps.begin(), steps.end(),
                                          [](const WhyStep& step) { return step.tone == WhyStep::Tone::Lost; });
            QVERIFY2(why.isTrue || lost, qPrintable(linesOf(why).join(QLatin1Char('\n'))));
            QVERIFY(why.isTrue == (steps[0].tone == WhyStep::Tone::True));
            for (const WhyStep& step : steps)
                QVERIFY2(!step.text.isEmpty() && !step.text.startsWith(QLatin1String(" =")),
                         qPrintable(linesOf(why).join(QLatin1Char('\n'))));
            ++told;
        }
    }
    QCOMPARE(told, 70);
}

void WhyTest::narrowTabsCutNothing()
{
    const auto data = fleetData();
    for (const ShippedRule& shipped : shippedRules()) {
        const metrics::Labels focus{{"proxy", "app"}, {"backend", "app"}, {"server", "web-01"}};
        const Tab tab(explained(data, shipped.rule.name, shipped.rule.expr, focus), {320, 420});
        QCOMPARE(tab.view->width() <= 320, true);
        for (const auto* label : tab.view->findChildren<common::PlainLabel*>()) {
            if (!label->isVisible() || label->plain().isEmpty())
                continue;
            const QRect where(label->mapTo(tab.view, QPoint(0, 0)), label->size());
            QVERIFY2(where.right() < tab.view->width(), qPrintable(label->plain()));
            QVERIFY2(!label->wordWrap() || label->fits(), qPrintable(label->plain()));
            QVERIFY2(!label->wordWrap() || label->minimumSizeHint().width() <= label->width(),
                     qPrintable(label->plain()));
        }
    }
}

void WhyTest::boxAsksForAnotherRule()
{
    WhyView view;
    std::vector<rules::RuleStatus> rules(3);
    for (std::size_t i = 0; i < rules.size(); ++i) {
        auto rule = std::make_shared<rules::Rule>();
        rule->name = "Rule" + std::to_string(i);
        rule->query = "up == " + std::to_string(i);
        rules[i].rule = rule;
    }
    view.setRules(rules);
    auto why = std::make_shared<fleet::Explanation>();
    why->ruleName = "Rule1";
    why->expression = "up == 1";
    why->trouble = "This rule is no longer loaded.";
    view.setExplanation(why);
    view.show();
    auto* box = view.findChild<QComboBox*>();
    QCOMPARE(box->currentIndex(), 1);
    QString asked;
    connect(&view, &WhyView::ruleChosen, this, [&](const std::string& rule, const std::string& query) {
        asked = QString::fromStdString(rule + ' ' + query);
    });
    box->setFocus();
    QTest::keyClick(box, Qt::Key_Down);
    QCOMPARE(asked, QStringLiteral("Rule2 up == 2"));
}

void WhyTest::pictures()
{
    const auto data = fleetData();
    const metrics::Labels app{{"proxy", "app"}, {"backend", "app"}, {"server", "web-01"}};
    const metrics::Labels shop{{"proxy", "shop"}, {"backend", "shop"}, {"server", "web-01"}};
    auto& application = *qobject_cast<QApplication*>(QCoreApplication::instance());
    for (const auto& [kind, name] :
         {std::pair(common::ThemeKind::Dark, "dark"), std::pair(common::ThemeKind::Light, "light"),
          std::pair(common::ThemeKind::Contrast, "contrast")}) {
        common::applyTheme(application, kind);
        for (const ShippedRule& shipped : shippedRules()) {
            if (kind != common::ThemeKind::Dark && shipped.rule.name != "HaproxyHighHttp5xxErrorRateBackend")
                continue;
            auto why = explained(data, shipped.rule.name, shipped.rule.expr, app);
            if (why.isTrue)
                makeFiring(why);
            const QString file
                = QStringLiteral("why-%1-%2%3")
                      .arg(QLatin1String(name), QString::fromStdString(shipped.rule.name),
                           shipped.file.find("v1") != std::string::npos ? QStringLiteral("-v1") : QString());
            Tab tab(why, {440, 560});
            shoot(tab.area, file);
            Tab narrow(explained(data, shipped.rule.name, shipped.rule.expr, shop), {320, 480});
            shoot(narrow.area, file + QStringLiteral("-not"));
            QVERIFY(!tab.view->grab().isNull());
        }
    }
}

QTEST_MAIN(WhyTest)

} // namespace tst_why

#include "tst_why.moc"

#include "models/rules/rulehealth.h"
#include "resources/builtin.h"
#include "tests/support/captures.h"
#include "tests/support/scriptedsession.h"
#include "tests/support/vectorquerier.h"
#include "tests/ui/windowshow.h"
#include "ui/common/font.h"
#include "ui/common/text.h"
#include "ui/rulepage/rulesdialog.h"
#include "ui/rulepage/ruletable.h"
#include "ui/rulepage/rulewords.h"
#include "ui/rulepage/verdictview.h"
#include "ui/workstation/fleetcounts.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QScrollBar>
#include <QTest>

namespace tst_rulepage {

using namespace checkwatch;
using namespace checkwatch::windowshow;
using rulepage::RulesDialog;
using scriptedsession::Scene;
using scriptedsession::ScriptedSession;

namespace {

constexpr base::Timestamp now{base::Duration{1'790'000'000'000}};

/// The snapshot of a session that runs the shipped rules, with their real verdicts.
std::shared_ptr<fleet::Snapshot> snapshotWith(const fleet::Snapshot& base, base::Duration scrapeInterval,
                                              const QByteArray& exposition)
{
    auto out = std::make_shared<fleet::Snapshot>(base);
    out->rules.clear();
    support::VectorQuerier data;
    for (const auto& [labels, value] : support::readSamples(exposition))
        data.add(labels, {{now, value}});
    rules::HealthConditions conditions;
    conditions.jobs = {{"", scrapeInterval}};
    conditions.evaluationInterval = scrapeInterval;
    for (const char* file : {"rules/haproxy-embedded-exporter-v2.yml", "rules/haproxy-exporter-v1.yml",
                             "rules/checkwatch-companion.yml"}) {
        const auto parsed = rules::parseRuleFile(resources::find(file), std::string("builtin/") + file);
        const auto verdicts = rules::checkRules(parsed->groups, conditions, {data.size() > 0 ? &data : nullptr, now});
        for (std::size_t g = 0; g < parsed->groups.size(); ++g) {
            const rules::Group& group = parsed->groups[g];
            const auto info = std::make_shared<const rules::GroupInfo>(
                rules::GroupInfo{group.file, group.name, scrapeInterval, group.product});
            for (std::size_t r = 0; r < group.rules.size(); ++r) {
                rules::RuleStatus status;
                status.rule = std::make_shared<const rules::Rule>(group.rules[r]);
                status.group = info;
                status.health = rules::RuleHealth::Ok;
                status.verdict = verdicts[g][r];
                out->rules.push_back(std::move(status));
            }
        }
    }
    return out;
}

QByteArray nativeCapture()
{
    return support::readCapture(support::sharedFolder() + "/data/captures/demo/t090.native.prom.gz");
}

QString cell(const RulesDialog& dialog, const QString& rule, items::RuleColumn column)
{
    const items::RuleListModel& list = dialog.table()->list();
    for (int row = 0; row < list.rowCount(); ++row) {
        if (list.index(row, 0).data(items::RuleListModel::NameRole).toString() == rule)
            return rulepage::cellWords(*list.itemAt(row), column).text;
    }
    return {};
}

void choose(const RulesDialog& dialog, const QString& rule)
{
    const items::RuleListModel& list = dialog.table()->list();
    for (int row = 0; row < list.rowCount(); ++row) {
        if (list.index(row, 0).data(items::RuleListModel::NameRole).toString() == rule)
            return dialog.table()->setCurrentIndex(list.index(row, 0));
    }
}

QString allText(const QWidget& widget)
{
    QString out;
    for (const auto* label : widget.findChildren<common::PlainLabel*>())
        out += label->plain() + QLatin1Char('\n');
    return out;
}

void shoot(RulesDialog& dialog, const QSize& size, const QString& name)
{
    dialog.resize(size);
    dialog.show();
    QCoreApplication::processEvents();
    QCoreApplication::processEvents();
    const QString folder = qEnvironmentVariable("CHECKWATCH_SHOTS");
    if (!folder.isEmpty())
        QVERIFY(dialog.grab().save(folder + QLatin1Char('/') + name + QStringLiteral(".png")));
}

} // namespace

class RulePageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QApplication::setFont(common::interfaceFont()); }
    void init() { common::applyTheme(application(), common::ThemeKind::Dark); }

    void everyRuleHasItsVerdict()
    {
        REQUIRE_SHARED(support::sharedFolder());
        ScriptedSession session(Scene::Workstation);
        session.play(snapshotWith(*session.snapshot(), std::chrono::seconds{5}, nativeCapture()));
        RulesDialog dialog(&session);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        QCOMPARE(dialog.table()->list().rowCount(), 14 + 16 + 4);
        const auto verdict = [&](const char* rule) { return cell(dialog, rule, items::RuleVerdictColumn); };
        QCOMPARE(verdict("HaproxyBackendMaxActiveSession>80%"), QStringLiteral("cannot fire here"));
        QCOMPARE(verdict("HaproxyServerDown"), QStringLiteral("cannot fire here"));
        QCOMPARE(verdict("HaproxyServerHealthcheckFailure"), QStringLiteral("may miss some"));
        QCOMPARE(verdict("HaproxyServerConnectionErrors"), QStringLiteral("can fire"));
        // The first that cannot fire is the one to look at.
        QCOMPARE(dialog.table()->currentIndex().data(items::RuleListModel::NameRole).toString(),
                 QStringLiteral("HaproxyBackendMaxActiveSession>80%"));
        choose(dialog, QStringLiteral("HaproxyServerHealthcheckFailure"));
        const QString text = allText(*dialog.findChild<rulepage::VerdictView*>());
        QVERIFY2(text.contains(QStringLiteral("dies and stays dead (inter 2s, fall 3)")), qPrintable(text));
        QVERIFY2(text.contains(QStringLiteral("increase(haproxy_server_check_failures_total[1m]) > 0")),
                 qPrintable(text));
        QVERIFY2(text.contains(QStringLiteral("haproxy-embedded-exporter-v2.yml:")), qPrintable(text));
    }

    void selectionAndScrollSurviveSnapshots()
    {
        REQUIRE_SHARED(support::sharedFolder());
        ScriptedSession session(Scene::Workstation);
        const auto snapshot = snapshotWith(*session.snapshot(), std::chrono::seconds{5}, nativeCapture());
        session.play(snapshot);
        RulesDialog dialog(&session);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        const QAbstractItemModelTester tester(dialog.table()->model());
        choose(dialog, QStringLiteral("HaproxyServerHealthcheckFailure"));
        shoot(dialog, {900, 500}, QStringLiteral("rules-small"));
        auto* view = dialog.findChild<rulepage::VerdictView*>();
        QVERIFY(view->verticalScrollBar()->maximum() > 60);
        view->verticalScrollBar()->setValue(60);
        auto next = std::make_shared<fleet::Snapshot>(*snapshot);
        ++next->generation;
        next->rules.front().health = rules::RuleHealth::Error;
        next->rules.front().lastError.message = "vector cannot contain metrics with the same labelset";
        next->rules.erase(next->rules.begin() + 1);
        session.play(next);
        QCOMPARE(dialog.table()->selected()->status.rule->name, std::string("HaproxyServerHealthcheckFailure"));
        QCOMPARE(view->verticalScrollBar()->value(), 60);
        QVERIFY(cell(dialog, QStringLiteral("HaproxyHighHttp4xxErrorRateBackend"), items::RuleHealthColumn)
                    .startsWith(QStringLiteral("error: vector cannot")));
        QCOMPARE(dialog.table()->list().rowCount(), 33);
        dialog.setSession(nullptr);
        session.play(snapshot);
        QCOMPARE(dialog.table()->list().rowCount(), 33);
    }

    void statusBarWarnsOfASilentHealthRule()
    {
        ScriptedSession session(Scene::Workstation);
        const auto at5 = snapshotWith(*session.snapshot(), std::chrono::seconds{5}, {});
        QCOMPARE(workstation::silentRuleWords(*at5), QString());
        const auto at60 = snapshotWith(*session.snapshot(), std::chrono::seconds{60}, {});
        QCOMPARE(workstation::silentRuleWords(*at60),
                 QStringLiteral("HaproxyServerHealthcheckFailure cannot fire here (Ctrl+R says why)"));
        QVERIFY(workstation::verdictWords(*at60).contains(QStringLiteral("cannot fire here")));
        session.play(at60);
        workstation::WorkstationWindow window(&session);
        present(window, {1280, 800}, QStringLiteral("silentrule"));
        const auto labels = window.findChildren<common::PlainLabel*>();
        const auto shown = std::find_if(labels.begin(), labels.end(), [](const common::PlainLabel* label) {
            return label->plain().startsWith(QStringLiteral("HaproxyServerHealthcheckFailure cannot fire here"));
        });
        QVERIFY(shown != labels.end());
        QVERIFY((*shown)->fits());
    }

    void theMenuOpensOneOfThem()
    {
        ScriptedSession session(Scene::Workstation);
        session.play(snapshotWith(*session.snapshot(), std::chrono::seconds{5}, {}));
        workstation::WorkstationWindow window(&session);
        QAction* open = nullptr;
        for (QAction* action : window.findChildren<QAction*>()) {
            if (action->shortcut() == QKeySequence(Qt::CTRL | Qt::Key_R))
                open = action;
        }
        QVERIFY(open != nullptr);
        open->trigger();
        open->trigger();
        QCOMPARE(window.findChildren<RulesDialog*>().size(), 1);
        QCOMPARE(window.findChild<RulesDialog*>()->table()->list().rowCount(), 34);
    }

    void nothingYet()
    {
        RulesDialog dialog(nullptr);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        shoot(dialog, {1120, 760}, QStringLiteral("rules-empty"));
        QCOMPARE(dialog.table()->list().rowCount(), 0);
        QVERIFY(dialog.table()->selected() == nullptr);
        QVERIFY(!dialog.findChild<rulepage::VerdictView*>()->isVisible()); // no empty frame
    }

    void pictures_data()
    {
        QTest::addColumn<int>("kind");
        for (const ThemeName& theme : themes)
            QTest::newRow(theme.name) << static_cast<int>(theme.kind);
    }
    void pictures()
    {
        REQUIRE_SHARED(support::sharedFolder());
        QFETCH(const int, kind);
        common::applyTheme(application(), static_cast<common::ThemeKind>(kind));
        ScriptedSession session(Scene::Workstation);
        session.play(snapshotWith(*session.snapshot(), std::chrono::seconds{15}, nativeCapture()));
        RulesDialog dialog(&session);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        shoot(dialog, {1120, 760}, QStringLiteral("rules-first-%1").arg(QTest::currentDataTag()));
        choose(dialog, QStringLiteral("HaproxyServerHealthcheckFailure"));
        shoot(dialog, {1280, 800}, QStringLiteral("rules-%1").arg(QTest::currentDataTag()));
        checkLabels(*dialog.findChild<rulepage::VerdictView*>());
    }
};

QTEST_MAIN(RulePageTest)

} // namespace tst_rulepage

#include "tst_rulepage.moc"

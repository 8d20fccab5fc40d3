#include "models/config/config.h"
#include "tests/support/scriptedsession.h"
#include "tests/ui/windowshow.h"
#include "ui/settings/wallform.h"
#include "ui/settings/wallpreview.h"
#include "ui/settings/wallsettings.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTest>

#include <algorithm>

namespace tst_wallsettings {

using namespace checkwatch;
using namespace checkwatch::windowshow;
using scriptedsession::Scene;
using scriptedsession::ScriptedSession;
using settings::WallPreview;
using settings::WallSettings;

namespace {

/// Shown over the workstation's fleet.
struct Dialog
{
    explicit Dialog(config::Wall wall = {})
        : session(Scene::Workstation), dialog(new WallSettings(session, std::move(wall), nullptr, nullptr))
    {
    }
    ~Dialog() { delete dialog; }
    Dialog(const Dialog&) = delete;
    Dialog& operator=(const Dialog&) = delete;

    template <typename Widget>
    [[nodiscard]] Widget& field(const char* name) const
    {
        for (auto* widget : dialog->findChildren<Widget*>()) {
            if (widget->accessibleName() == QLatin1String(name)) {
                return *widget;
            }
        }
        qFatal("no field %s", name);
    }
    [[nodiscard]] wall::WallView& wall() const { return dialog->findChild<WallPreview*>()->wall(); }
    [[nodiscard]] bool says(const QString& text) const
    {
        return std::ranges::any_of(wall().scene().texts,
                                   [&](const wall::SceneText& line) { return line.text.contains(text); });
    }
    [[nodiscard]] QPushButton& copy() const
    {
        for (auto* button : dialog->findChildren<QPushButton*>()) {
            if (button->text() == QLatin1String("&Copy")) {
                return *button;
            }
        }
        qFatal("no Copy");
    }
    /// What a wall would make of the block.
    [[nodiscard]] base::Result<config::Config> configured() const
    {
        return config::parseConfig("scrape_configs: [{job_name: h, static_configs: [{targets: ['a:1']}]}]\n"
                                       + dialog->block().toStdString(),
                                   "checkwatch.yml");
    }

    ScriptedSession session;
    WallSettings* dialog;
};

} // namespace

/// The wall in the window: what is chosen is seen at once, and the block to copy makes it so.
class WallSettingsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { common::applyTheme(application(), common::ThemeKind::Dark); }

    void pictures_data()
    {
        QTest::addColumn<int>("theme");
        QTest::addColumn<QSize>("size");
        for (std::size_t t = 0; t < themes.size(); ++t) {
            for (const QSize size : {QSize(1180, 660), QSize(1500, 940)}) { // in windows of 1280x720 and 1600x1000
                QTest::addRow("%s-%d", themes[t].name, size.width()) << static_cast<int>(t) << size;
            }
        }
    }

    void pictures()
    {
        QFETCH(int, theme);
        QFETCH(QSize, size);
        common::applyTheme(application(), themes[static_cast<std::size_t>(theme)].kind);
        config::Wall wall;
        wall.screens = {{"HDMI-1", config::WallGrouping::Backend, {"backend:app"}, {{"exporter:lb-01"}}},
                        {"2", config::WallGrouping::Server, {}, {}}};
        wall.themes.day = themes[static_cast<std::size_t>(theme)].name;
        const Dialog at(wall);
        const auto nothing = [] {};
        present(*at.dialog, nothing, size,
                QStringLiteral("wallsettings-%1").arg(QString::fromLatin1(QTest::currentDataTag())));
        QCOMPARE(at.dialog->size(), size); // it fits
        checkLabels(*at.dialog);
        QVERIFY(at.dialog->findChild<WallPreview*>()->width() > size.width() / 2);
    }

    void whatIsChosenIsSeen()
    {
        const Dialog at;
        const std::size_t all = at.wall().field().places().tiles().size();
        QVERIFY(all > 6);
        at.field<QLineEdit>("Show only").setText(QStringLiteral("backend:app"));
        QVERIFY(at.wall().field().places().tiles().size() < all);
        at.field<QLineEdit>("Show only").setText(QStringLiteral("instance=~\"lb-01.*\""));
        const std::size_t some = at.wall().field().places().tiles().size();
        QVERIFY(some > 0 && some < all);
        QVERIFY(at.says(QStringLiteral("Only instance=~\"lb-01.*\"")));
        at.field<QComboBox>("Theme by day").setCurrentText(QStringLiteral("light"));
        QCOMPARE(at.wall().theme().kind, common::ThemeKind::Light);
        at.field<QComboBox>("Theme by night").setCurrentText(QStringLiteral("contrast"));
        at.dialog->findChild<QCheckBox*>()->setChecked(true);
        QCOMPARE(at.wall().theme().kind, common::ThemeKind::Contrast);
        QCOMPARE(common::currentTheme().kind, common::ThemeKind::Dark); // of the window, which stays
    }

    void theBlockMakesItSo()
    {
        const Dialog at;
        at.field<QLineEdit>("Show only").setText(QStringLiteral("backend:app -server:'x' env=\"prod\""));
        at.field<QPlainTextEdit>("Pages of tiles")
            .setPlainText(QStringLiteral("exporter:lb-01\n\n  exporter:lb-02 \n"));
        at.field<QComboBox>("Grouping").setCurrentText(QStringLiteral("server"));
        at.field<QComboBox>("Clock").setCurrentText(QStringLiteral("utc"));
        at.field<QLineEdit>("Severities in the verdict").setText(QStringLiteral("critical, page"));
        at.copy().click();
        QCOMPARE(QGuiApplication::clipboard()->text(), at.dialog->block());
        const auto config = at.configured();
        QVERIFY2(config.ok(), config.ok() ? "" : config.error().text().c_str());
        const config::Wall& wall = config->checkwatch.wall;
        QCOMPARE(wall.filter.text, std::string("backend:app -server:'x' env=\"prod\""));
        QCOMPARE(wall.pages.size(), std::size_t{2});
        QCOMPARE(wall.pages[1].text, std::string("exporter:lb-02"));
        QCOMPARE(wall.grouping, config::WallGrouping::Server);
        QVERIFY(wall.utc);
        QCOMPARE(wall.verdictAlerts.severities, (std::vector<std::string>{"critical", "page"}));
    }

    void eachScreenHasItsOwn()
    {
        config::Wall wall;
        wall.screens = {{"HDMI-1", config::WallGrouping::Backend, {"backend:app"}, {}},
                        {"2", config::WallGrouping::Server, {}, {}}};
        wall.themes.sunset = config::WallSun{52.5, 13.4, {}}; // no field, and yet it stays
        const Dialog at(wall);
        QCOMPARE(at.field<QLineEdit>("Show only").text(), QStringLiteral("backend:app"));
        at.field<QComboBox>("Screen").setCurrentIndex(1);
        QCOMPARE(at.field<QLineEdit>("Show only").text(), QString());
        QCOMPARE(at.field<QComboBox>("Grouping").currentText(), QStringLiteral("server"));
        at.field<QLineEdit>("Show only").setText(QStringLiteral("backend:web"));
        const auto config = at.configured();
        QVERIFY2(config.ok(), config.ok() ? "" : config.error().text().c_str());
        wall.screens[1].filter.text = "backend:web";
        QVERIFY(config->checkwatch.wall == wall);
    }

    void whatMeansNothingIsSaid()
    {
        const Dialog at;
        const std::size_t tiles = at.wall().field().places().tiles().size();
        for (const char* const text : {"state:down", "colour:red", "backend:", "env=prod", "env=~\"(\""}) {
            at.field<QLineEdit>("Show only").setText(QString::fromLatin1(text));
            QVERIFY2(at.dialog->block().isEmpty() && !at.copy().isEnabled(), text);
            QCOMPARE(at.wall().field().places().tiles().size(), tiles);
        }
        at.field<QLineEdit>("Show only").clear();
        QVERIFY(!at.dialog->block().isEmpty() && at.copy().isEnabled());
    }
};

QTEST_MAIN(WallSettingsTest)

} // namespace tst_wallsettings

#include "tst_wallsettings.moc"

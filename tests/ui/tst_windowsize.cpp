#include "app/run/windowrun.h"

#include <QApplication>
#include <QSettings>
#include <QStandardPaths>
#include <QTest>

namespace tst_windowsize {

using namespace checkwatch;

namespace {

QSize sizeWith(const app::Options& options)
{
    app::WindowRun run(options, *qApp);
    for (const QWidget* window : QApplication::topLevelWidgets()) {
        if (qobject_cast<const workstation::WorkstationWindow*>(window) != nullptr)
            return window->size();
    }
    return {};
}

} // namespace

/// How large the window is: as it was the last time, unless somebody asks for a size.
class WindowSizeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName(QStringLiteral("checkwatch-test"));
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_folder.path());
        QWidget last;
        last.resize(1040, 760);
        QSettings settings;
        settings.setValue(QStringLiteral("geometry"), last.saveGeometry());
    }

    void isThatOfTheLastTime() { QCOMPARE(sizeWith({}), QSize(1040, 760)); }

    void isTheOneAskedFor()
    {
        app::Options options;
        options.sized = true;
        options.width = 1300;
        options.height = 820;
        QCOMPARE(sizeWith(options), QSize(1300, 820));
    }

private:
    QTemporaryDir m_folder;
};

QTEST_MAIN(WindowSizeTest)

} // namespace tst_windowsize

#include "tst_windowsize.moc"

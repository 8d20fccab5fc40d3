#include "tests/ui/queryrig.h"
#include "tests/ui/windowshow.h"
#include "ui/common/font.h"
#include "ui/query/ruledialog.h"
#include "ui/query/rulefilesave.h"

#include <QApplication>
#include <QFile>
#include <QLineEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

namespace tst_ruledialog {

using namespace checkwatch;
using namespace checkwatch::queryrig;
using namespace checkwatch::windowshow;
using query::RuleDialog;

/// A rule made of an expression, and the file it goes into.
class RuleDialogTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QApplication::setFont(common::interfaceFont()); }
    void init() { common::applyTheme(application(), common::ThemeKind::Dark); }

    void aRuleIsMade()
    {
        QTemporaryDir dir;
        RuleDialog dialog(QStringLiteral("rate(x[1m]) > 1"), {});
        dialog.show();
        QVERIFY(dialog.complaint().isEmpty());
        QVERIFY2(dialog.yaml().contains(QLatin1String("expr: rate(x[1m]) > 1\n")), dialog.yaml().toUtf8());
        dialog.findChild<QLineEdit*>()->setText(QStringLiteral("WebSlow"));
        QVERIFY(rules::parseRuleFile(dialog.yaml().toStdString(), "f").ok());
        const QString path = dir.filePath(QStringLiteral("new.yml"));
        dialog.saveTo(path);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(QString::fromUtf8(file.readAll()), dialog.yaml());
    }
    void errorsOfARuleAreShownInPlace()
    {
        RuleDialog dialog(QStringLiteral("x"), {});
        const auto edits = dialog.findChildren<QLineEdit*>();
        auto* preview = dialog.findChildren<QPlainTextEdit*>().first();
        edits.at(1)->setText(QStringLiteral("soon"));
        QVERIFY(dialog.complaint().contains(QLatin1String("duration")));
        QVERIFY(!waves(*preview).isEmpty());
        edits.at(1)->setText(QStringLiteral("5m"));
        QVERIFY(dialog.complaint().isEmpty());
        QVERIFY(waves(*preview).isEmpty());
        edits.at(0)->setText(QString());
        QVERIFY(!dialog.complaint().isEmpty());
        for (auto* button : dialog.findChildren<QPushButton*>())
            QVERIFY(button->text() == QLatin1String("Close") || !button->isEnabled()
                    || button->text() == QLatin1String("&Close"));
    }
    void aFileThatIsThereIsAskedAbout()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath(QStringLiteral("rules.yml"));
        const QByteArray before("# mine\ngroups:\n- name: a\n  rules:\n  - {alert: A, expr: x}\n");
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(before);
        file.close();
        RuleDialog dialog(QStringLiteral("y > 1"), {});
        dialog.show();
        dialog.saveTo(path);
        const auto content = [&file] {
            (void)file.open(QIODevice::ReadOnly);
            const QByteArray bytes = file.readAll();
            file.close();
            return bytes;
        };
        QCOMPARE(content(), before); // nothing yet
        for (auto* button : dialog.findChildren<QPushButton*>()) {
            if (button->text() == QLatin1String("Append"))
                button->click();
        }
        QVERIFY(content().startsWith(before));
        QCOMPARE(rules::parseRuleFile(content().toStdString(), "f")->groups.size(), std::size_t{2});
    }
    void whatIsNoRuleFileIsLeftAlone()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath(QStringLiteral("notes.txt"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("dear diary");
        file.close();
        RuleDialog dialog(QStringLiteral("x"), {});
        dialog.saveTo(path);
        QVERIFY(!query::planRuleFile(path, dialog.draft(), {}).ok());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray("dear diary"));
    }
};

QTEST_MAIN(RuleDialogTest)

} // namespace tst_ruledialog

#include "tst_ruledialog.moc"

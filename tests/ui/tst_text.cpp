#include "ui/common/confirm.h"
#include "ui/common/format.h"
#include "ui/common/statewords.h"
#include "ui/common/text.h"

#include <QElapsedTimer>
#include <QPushButton>
#include <QTest>
#include <QUrl>

namespace tst_text {

using namespace checkwatch;
using namespace checkwatch::common;
using base::Duration;

class TextTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void display_data()
    {
        QTest::addColumn<QByteArray>("raw");
        QTest::addColumn<QString>("shown");
        const auto row = [](const char* name, const QByteArray& raw, const QString& shown) {
            QTest::newRow(name) << raw << shown;
        };
        row("plain", "web-01", QStringLiteral("web-01"));
        row("html", "<b>x</b> &amp; a < b > c", QStringLiteral("<b>x</b> &amp; a < b > c"));
        row("lines", "a\nb\tc\r", QStringLiteral("a b c "));
        row("control", QByteArray("a\0b\x07\x7f", 5), QStringLiteral("ab"));
        row("C1",
            "a\xC2\x9B"
            "b",
            QStringLiteral("ab"));
        row("bidi",
            "\xE2\x80\xAE"
            "evil\xE2\x80\xAC\xE2\x81\xA6x\xE2\x81\xA9",
            QStringLiteral("evilx"));
        row("bad UTF-8",
            "a\xFF"
            "b",
            QStringLiteral("a\uFFFDb"));
        row("umlaut", "m\xC3\xBCller", QStringLiteral("m\u00FCller"));
        row("marks", QByteArray("a") + QByteArray("\xCC\x81").repeated(100),
            QLatin1Char('a') + QString(8, QChar(0x301)));
        row("exactly 256", QByteArray(256, 'x'), QString(256, QLatin1Char('x')));
        row("257", QByteArray(257, 'x'), QString(256, QLatin1Char('x')) + QChar(0x2026));
        row("astral", QByteArray("\xF0\x9F\x98\x80").repeated(300),
            QString::fromUtf8(QByteArray("\xF0\x9F\x98\x80").repeated(256)) + QChar(0x2026));
    }
    void display()
    {
        QFETCH(QByteArray, raw);
        QFETCH(QString, shown);
        QCOMPARE(common::display(std::string_view(raw.data(), static_cast<std::size_t>(raw.size()))), shown);
        QCOMPARE(common::display(QString::fromUtf8(raw)), shown);
    }

    void blocksKeepLines()
    {
        QCOMPARE(displayBlock(std::string_view("a\n\x01"
                                               "b")),
                 QStringLiteral("a\nb"));
    }

    void toolTipsShowTextAsItIs()
    {
        QPushButton button;
        setPlainToolTip(&button, QStringLiteral("a < b & <img src=x>\nc"));
        QCOMPARE(button.toolTip(), QStringLiteral("<qt>a &lt; b &amp; &lt;img src=x&gt;<br>c</qt>"));
        setPlainToolTip(&button, {});
        QCOMPARE(button.toolTip(), QString());
    }

    void labelsArePlain()
    {
        QWidget parent;
        parent.show();
        PlainLabel label(&parent, PlainLabel::Fit::Elide);
        label.show();
        label.resize(60, 20);
        label.setPlain(QStringLiteral("<b>a rather long text that does not fit</b>"));
        QCOMPARE(label.textFormat(), Qt::PlainText);
        QVERIFY(!label.fits());
        QVERIFY(label.toolTip().contains(QLatin1String("&lt;b&gt;")));
        label.resize(2000, 20);
        QVERIFY(label.toolTip().isEmpty());
    }

    /// What is left out is left out whole, and the tooltip has it.
    void labelsEndBehindAClause()
    {
        QWidget parent;
        parent.show();
        PlainLabel label(&parent, PlainLabel::Fit::Clauses);
        PlainLabel clause(&parent);
        for (PlainLabel* each : {&label, &clause}) {
            each->show();
            each->setPlain(QStringLiteral("here every 5 s, not there"));
            each->resize(each->fontMetrics().horizontalAdvance(QStringLiteral("here every 5 s, not")), 20);
        }
        clause.setPlain(QStringLiteral("here every 5 s"));
        QVERIFY(!label.fits() && clause.fits());
        QVERIFY(!label.toolTip().isEmpty());
        QCOMPARE(label.grab().toImage(), clause.grab().toImage());
    }

    void onlyWebAddressesAreOpened()
    {
        for (const char* good : {"http://a/b", "https://a.example/x?y=1"})
            QVERIFY(mayOpen(QUrl(QString::fromLatin1(good))));
        for (const char* bad : {"file:///etc/passwd", "javascript:alert(1)", "smb://a/b", "vnc://a", "mailto:a@b",
                                "a/b", "http:///x", "-help", "data:text/html,x"})
            QVERIFY2(!mayOpen(QUrl(QString::fromLatin1(bad))), bad);
    }

    void ages()
    {
        using namespace std::chrono;
        QCOMPARE(age(Duration{-5}), QStringLiteral("0 s"));
        QCOMPARE(age(seconds{48}), QStringLiteral("48 s"));
        QCOMPARE(age(seconds{192}), QStringLiteral("3:12"));
        QCOMPARE(age(minutes{125}), QStringLiteral("2 h 5 min"));
        QCOMPARE(age(hours{76}), QStringLiteral("3 d 4 h"));
        QCOMPARE(counting(seconds{38}), QStringLiteral("0:38"));
        QCOMPARE(span(seconds{60}), QStringLiteral("1 m"));
        QCOMPARE(span(seconds{5}), QStringLiteral("5 s"));
        QCOMPARE(span(Duration{1500}), QStringLiteral("1.5 s"));
    }

    void numbers()
    {
        QCOMPARE(number(0), QStringLiteral("0"));
        QCOMPARE(number(9.818), QStringLiteral("9.8"));
        QCOMPARE(number(123.4), QStringLiteral("123"));
        QCOMPARE(number(12'345), QStringLiteral("12.3k"));
        QCOMPARE(number(999'999), QStringLiteral("1M"));
        QCOMPARE(number(qQNaN()), QStringLiteral("?"));
        QCOMPARE(exact(9.818181), QStringLiteral("9.818"));
        QCOMPARE(exact(-0.0001), QStringLiteral("0"));
        QCOMPARE(percent(40), QStringLiteral("40 %"));
        QCOMPARE(bytes(1.2e6), QStringLiteral("1.2 MB"));
        QCOMPARE(milliseconds(0.31), QStringLiteral("0.3 ms"));
    }

    void times()
    {
        const auto noon = base::fromUnixMs(1'784'030'781'000);
        QCOMPARE(clockTime(noon, Zone::Utc), QStringLiteral("12:06:21"));
        QCOMPARE(stamp(noon, Zone::Utc), QStringLiteral("2026-07-14 12:06:21 UTC"));
        QCOMPARE(clockTime({}, Zone::Utc), QStringLiteral("–"));
    }

    void checksInWords()
    {
        fleet::ServerRow row;
        QCOMPARE(checkWords(row), QStringLiteral("–"));
        row.check = haproxy::CheckStatus::L7Sts;
        row.checkCode = 503;
        row.checkDurationMs = 1;
        QCOMPARE(checkWords(row), QStringLiteral("L7STS 503 · 1 ms"));
        row.check = haproxy::CheckStatus::L7Tout;
        row.checkCode = 0;
        row.checkDurationMs = 1000;
        QCOMPARE(checkWords(row), QStringLiteral("L7TOUT · 1000 ms"));
        row.check = haproxy::CheckStatus::L4Con;
        QCOMPARE(checkWords(row), QStringLiteral("L4CON refused"));
    }

    /// A word longer than a line is broken, none of it is lost, and what can be copied is left as it is.
    void longWordsWrap()
    {
        const QString word = QStringLiteral("http://") + QString(300, QLatin1Char('x'));
        PlainLabel label(nullptr, PlainLabel::Fit::Wrap);
        label.setPlain(word);
        label.resize(300, label.heightForWidth(300));
        QVERIFY(label.minimumSizeHint().width() < 300);
        QVERIFY(label.fits());
        QCOMPARE(label.plain(), word);
        PlainLabel copied(nullptr, PlainLabel::Fit::Wrap);
        copied.setTextInteractionFlags(Qt::TextSelectableByMouse);
        copied.setPlain(word);
        QCOMPARE(copied.text(), word);
        copied.resize(300, 50);
        copied.ensurePolished();
        QVERIFY(!copied.toolTip().isEmpty() || copied.minimumSizeHint().width() <= 300);
    }

    void statesInWords()
    {
        fleet::ServerRow row;
        row.state = haproxy::ServerState::Down;
        row.shown = row.was = fleet::Shown::DownRuleSilent;
        QCOMPARE(shownWords(row, nullptr, nullptr, {}), QStringLiteral("DOWN · no alert"));
        QCOMPARE(failuresWords(row), QStringLiteral("not counted"));
        row.shown = fleet::Shown::Stale;
        fleet::TargetRow target;
        target.lastGood = base::fromUnixMs(1'000'000);
        target.unknownSince = target.lastGood;
        const auto now = base::fromUnixMs(1'048'000);
        QCOMPARE(shownWords(row, nullptr, &target, now), QStringLiteral("was DOWN · 48 s ago"));
        QCOMPARE(failuresWords(row), QStringLiteral("?"));
        row.shown = fleet::Shown::Pending;
        fleet::AlertRow alert;
        alert.phase = fleet::AlertPhase::Pending;
        alert.alert.activeAt = base::fromUnixMs(1'010'000);
        alert.firesAt = base::fromUnixMs(1'070'000);
        QCOMPARE(shownWords(row, &alert, &target, now), QStringLiteral("pending 0:38 · fires in 0:22 at the earliest"));
    }
};

QTEST_MAIN(TextTest)

} // namespace tst_text

#include "tst_text.moc"

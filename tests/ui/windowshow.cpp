#include "tests/ui/windowshow.h"

#include "ui/common/text.h"
#include "ui/servers/serverheader.h"
#include "ui/servers/servertable.h"

#include <QDir>
#include <QScrollBar>
#include <QTest>

namespace checkwatch::windowshow {

QApplication& application()
{
    return *qobject_cast<QApplication*>(QCoreApplication::instance());
}

std::shared_ptr<runbooks::Library> library()
{
    runbooks::Runbook book;
    book.title = "HaproxyServerHealthcheckFailure";
    book.sections = {{"Meaning", "A health check of a server <b>failed</b>. See [docs](file:///etc/passwd).", {}},
                     {"Diagnosis",
                      "",
                      {{1, "HAProxy logs for failed checks", "Look for `Health check for server`."},
                       {2, "Health-check configuration", "Compare `inter`, `fall` and `rise`."},
                       {3, "Server's own log", "See what it says at the time."},
                       {4, "Server configured and running", "Is the process there?"},
                       {5, "Network from HAProxy to the server", "Ping, traceroute, firewall."}}},
                     {"Mitigation", "", {{1, "Take it out of rotation", "`disable server app/web-02`"}}}};
    auto made = std::make_shared<runbooks::Library>();
    made->add("HaproxyServerHealthcheckFailure", std::move(book));
    return made;
}

void present(workstation::WorkstationWindow& window, const QSize& size, const QString& name)
{
    present(
        window, [&window] { window.flush(); }, size, name);
}

void present(QWidget& window, const std::function<void()>& flush, const QSize& size, const QString& name)
{
    window.resize(size);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    flush();
    QTest::qWait(250); // timers of zero and of a breath: sparklines, layout
    flush();
    const QString folder = qEnvironmentVariable("CHECKWATCH_SHOTS");
    if (!folder.isEmpty())
        window.grab().save(QDir(folder).filePath(name + QStringLiteral(".png")));
}

void checkLabels(const QWidget& window)
{
    for (const auto* label : window.findChildren<common::PlainLabel*>()) {
        if (!label->isVisible() || label->plain().isEmpty())
            continue;
        const QByteArray about = label->plain().left(80).toUtf8();
        QVERIFY2(label->width() > 0 && label->height() > 0, about);
        QVERIFY2(label->fits() || !label->toolTip().isEmpty(), about);
        QVERIFY2(label->textFormat() == Qt::PlainText, about);
        for (const auto* other :
             label->parentWidget()->findChildren<common::PlainLabel*>(QString(), Qt::FindDirectChildrenOnly)) {
            const bool apart = other == label || !other->isVisible() || other->plain().isEmpty()
                || !other->geometry().intersects(label->geometry());
            QVERIFY2(apart, about + " / " + other->plain().left(80).toUtf8());
        }
    }
}

void checkTable(const QWidget& window)
{
    const auto* table = window.findChild<servers::ServerTable*>();
    if (!table->isVisible())
        return;
    const auto* header = qobject_cast<const servers::ServerHeader*>(table->horizontalHeader());
    QVERIFY(table->horizontalScrollBar()->maximum() == 0);
    for (int column = 0; column < items::ServerColumnCount; ++column) {
        if (table->isColumnHidden(column))
            continue;
        const QString heading = header->shownHeading(column);
        QVERIFY2(header->fontMetrics().horizontalAdvance(heading) <= header->sectionSize(column), heading.toUtf8());
    }
}

} // namespace checkwatch::windowshow

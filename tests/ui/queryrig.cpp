#include "tests/ui/queryrig.h"

#include "ui/query/resultdelegate.h"
#include "ui/query/resultview.h"

#include <QCompleter>
#include <QTest>
#include <QTextBlock>
#include <QTextLayout>

namespace checkwatch::queryrig {

Rig::Rig(scriptedsession::Scene scene) : session(scene)
{
    pane.setSession(&session);
    pane.setSnapshot(*session.snapshot());
    pane.setRange(session.now() - std::chrono::minutes{30}, session.now());
    pane.resize(900, 480);
    pane.show();
    pane.activateWindow();
    (void)QTest::qWaitForWindowActive(&pane);
    edit = pane.editor();
    edit->setFocus();
}

void Rig::type(const char* text)
{
    QTest::keyClicks(edit, QString::fromLatin1(text));
}

void Rig::press(Qt::Key key, Qt::KeyboardModifiers modifiers)
{
    QTest::keyClick(edit, key, modifiers);
}

QAbstractItemView* Rig::popup() const
{
    return edit->completer()->popup();
}

QStringList Rig::offered() const
{
    QStringList texts;
    const auto* model = edit->completer()->completionModel();
    for (int row = 0; popup()->isVisible() && row < model->rowCount(); ++row)
        texts << model->index(row, 0).data().toString();
    return texts;
}

QToolButton* Rig::button(const char* text) const
{
    for (auto* candidate : pane.findChildren<QToolButton*>()) {
        if (candidate->text() == QString::fromUtf8(text))
            return candidate;
    }
    return nullptr;
}

QString Rig::cell(int row, int column) const
{
    return query::cellText(pane.result()->model().index(row, column));
}

QStringList waves(const QPlainTextEdit& edit)
{
    QStringList found;
    for (QTextBlock block = edit.document()->begin(); block.isValid(); block = block.next()) {
        for (const auto& range : block.layout()->formats()) {
            if (range.format.underlineStyle() == QTextCharFormat::WaveUnderline)
                found << QStringLiteral("%1+%2").arg(block.position() + range.start).arg(range.length);
        }
    }
    return found;
}

} // namespace checkwatch::queryrig

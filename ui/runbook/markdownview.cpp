#include "ui/runbook/markdownview.h"

#include "ui/common/confirm.h"
#include "ui/common/text.h"

#include <QPixmap>
#include <QTextDocument>
#include <QWheelEvent>
#include <QtMath>

namespace checkwatch::runbook {

namespace {

constexpr int textCap = 64 * 1024;
constexpr qsizetype nestingCap = 40;

/// Quotes, lists and brackets within each other cost layout time out of proportion: beyond a depth no author uses, a line
/// is shown as code.
QString flattened(const QString& markdown)
{
    QStringList lines = markdown.split(QLatin1Char('\n'));
    for (QString& line : lines) {
        const bool deep = line.count(QLatin1Char('[')) > nestingCap || line.count(QLatin1Char('>')) > nestingCap
            || line.count(QLatin1Char('*')) > nestingCap * 4 || line.count(QLatin1Char('_')) > nestingCap * 8;
        if (deep)
            line = QStringLiteral("    ") + line;
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace

MarkdownView::MarkdownView(QWidget* parent) : QTextBrowser(parent)
{
    setFrameShape(QFrame::NoFrame);
    setOpenLinks(false);
    setOpenExternalLinks(false);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setUndoRedoEnabled(false);
    document()->setDocumentMargin(0);
    viewport()->setAutoFillBackground(false);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(this, &QTextBrowser::anchorClicked, this,
            [this](const QUrl& url) { common::openAfterAsking(window(), url); });
}

void MarkdownView::setText(const QString& markdown)
{
    // GitHub's dialect without HTML: with HTML allowed, Qt 6.4 swallows the text after an inline tag.
    QTextDocument::MarkdownFeatures features = QTextDocument::MarkdownDialectGitHub;
    features |= QTextDocument::MarkdownNoHTML;
    document()->setMarkdown(flattened(common::displayBlock(markdown, textCap)), features);
    fit();
}

QVariant MarkdownView::loadResource(int type, const QUrl&)
{
    // Never null and never empty: QTextDocument would then open the file of that name itself.
    if (type == QTextDocument::ImageResource) {
        QPixmap nothing(1, 1);
        nothing.fill(Qt::transparent);
        return nothing;
    }
    return QByteArray(" ");
}

QSize MarkdownView::sizeHint() const
{
    return {200, qCeil(document()->size().height()) + 2};
}

QSize MarkdownView::minimumSizeHint() const
{
    return {60, 10};
}

void MarkdownView::resizeEvent(QResizeEvent* event)
{
    QTextBrowser::resizeEvent(event);
    fit();
}

void MarkdownView::wheelEvent(QWheelEvent* event)
{
    event->ignore(); // the page around it scrolls
}

void MarkdownView::fit()
{
    document()->setTextWidth(viewport()->width());
    const int height = qCeil(document()->size().height()) + 2;
    if (height != minimumHeight())
        setFixedHeight(height);
}

} // namespace checkwatch::runbook

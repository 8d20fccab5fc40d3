#pragma once

#include <QTextBrowser>

namespace checkwatch::runbook {

/// Markdown of a runbook, sanitised: HTML stays text, nothing is loaded (no image, no style sheet, no file), a link is
/// opened only after a question that shows the whole address, and only http and https. As high as its text. GUI thread.
class MarkdownView : public QTextBrowser
{
    Q_OBJECT

public:
    explicit MarkdownView(QWidget* parent = nullptr);

    /// At most 64 KiB are shown.
    void setText(const QString& markdown);

    [[nodiscard]] QVariant loadResource(int type, const QUrl& name) override;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    void fit();
};

} // namespace checkwatch::runbook

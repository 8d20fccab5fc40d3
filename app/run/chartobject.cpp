#include "app/run/chartobject.h"

#include <QAbstractTextDocumentLayout>
#include <QPaintDevice>
#include <QSvgRenderer>
#include <QTextDocument>

namespace checkwatch::app {

QSizeF ChartObject::intrinsicSize(QTextDocument* document, int, const QTextFormat& format)
{
    const QPaintDevice* const device = document->documentLayout()->paintDevice();
    const double width = m_width * (device != nullptr ? device->logicalDpiX() : 96);
    const QSizeF size = QSvgRenderer(format.property(svgProperty).toByteArray()).defaultSize();
    return {width, size.height() * width / size.width()};
}

void ChartObject::drawObject(QPainter* painter, const QRectF& rectangle, QTextDocument*, int, const QTextFormat& format)
{
    QSvgRenderer(format.property(svgProperty).toByteArray()).render(painter, rectangle);
}

} // namespace checkwatch::app

import { northwind } from '../../src/repositories/commerce/index.ts';

const customer = {
  customerID: 'ALFKI',
  companyName: 'Alfreds Futterkiste',
  contactName: 'Maria Anders',
  contactTitle: 'Sales Representative',
  address: 'Obere Str. 57',
  city: 'Berlin',
  region: 'NULL',
  postalCode: '12209',
  country: 'Germany',
  phone: '030-0074321',
};
const product = {
  productID: '11',
  productName: 'Queso',
  supplierID: '5',
  categoryID: '4',
  quantityPerUnit: '1 kg pkg.',
  unitPrice: '21.00',
  unitsInStock: '22',
  discontinued: '0',
};
const order = {
  orderID: '10248',
  customerID: 'ALFKI',
  orderDate: '1996-07-04 00:00:00.000',
  requiredDate: '1996-08-01 00:00:00.000',
  shippedDate: '1996-07-16 00:00:00.000',
  shipVia: '3',
  freight: '32.38',
  shipName: 'Alfreds Futterkiste',
  shipAddress: 'Obere Str. 57',
  shipCity: 'Berlin',
  shipRegion: 'NULL',
  shipPostalCode: '12209',
  shipCountry: 'Germany',
};
const detail = { orderID: '10248', productID: '11', unitPrice: '14.00', quantity: '12', discount: '0' };
const files = {
  customers: [customer],
  products: [product],
  orders: [order],
  'order-details': [detail],
  categories: [{ categoryID: '4', categoryName: 'Dairy Products' }],
  suppliers: [{ supplierID: '5', companyName: 'Cooperativa' }],
  shippers: [{ shipperID: '3', companyName: 'Federal Shipping' }],
};

/** The reasons for the rows that became no item. */
function reasons(changed: Partial<Record<keyof typeof files, readonly Record<string, string>[]>>) {
  return northwind({ ...files, ...changed }).unmapped.rows;
}

describe('northwind', () => {
  it('makes a user and an address of a customer', () => {
    const { users, addresses } = northwind(files);
    expect(users).toEqual([
      {
        userId: 'ALFKI',
        name: 'Maria Anders',
        company: 'Alfreds Futterkiste',
        phone: '030-0074321',
        orderCount: 1,
      },
    ]);
    expect(addresses).toEqual([
      {
        userId: 'ALFKI',
        addressId: 'main',
        recipient: 'Alfreds Futterkiste',
        street: 'Obere Str. 57',
        city: 'Berlin',
        postalCode: '12209',
        country: 'Germany',
      },
    ]);
  });

  it('makes a product, with the names of its category and supplier', () => {
    expect(northwind(files).products).toEqual([
      {
        productId: '11',
        name: 'Queso',
        category: 'Dairy Products',
        supplier: 'Cooperativa',
        unit: '1 kg pkg.',
        priceCents: 2_100,
        unitsInStock: 22,
        discontinued: false,
        featuredRank: 1,
      },
    ]);
  });

  it('makes an order with ISO instants and whole cents', () => {
    expect(northwind(files).orders).toEqual([
      {
        orderId: '10248',
        userId: 'ALFKI',
        status: 'shipped',
        placedAt: '1996-07-04T00:00:00.000Z',
        requiredAt: '1996-08-01T00:00:00.000Z',
        shippedAt: '1996-07-16T00:00:00.000Z',
        shipper: 'Federal Shipping',
        shipTo: {
          recipient: 'Alfreds Futterkiste',
          street: 'Obere Str. 57',
          city: 'Berlin',
          postalCode: '12209',
          country: 'Germany',
        },
        lineCount: 1,
        freightCents: 3_238,
        totalCents: 12 * 1_400 + 3_238,
      },
    ]);
  });

  it('numbers the lines of each order as they stand in the file', () => {
    const orders = [order, { ...order, orderID: '10249' }];
    const details = [detail, { ...detail, orderID: '10249' }, detail];
    const { orderItems } = northwind({ ...files, orders, 'order-details': details });
    expect(orderItems.map(({ orderId, line }) => [orderId, line])).toEqual([
      ['10248', 1],
      ['10249', 1],
      ['10248', 2],
    ]);
  });

  it.each([
    ['0', 0],
    ['0.05', 5],
    ['0.15000000596046448', 15],
    ['1', 100],
  ])('reads the discount %s as %i percent', (discount, discountPercent) => {
    const [item] = northwind({ ...files, 'order-details': [{ ...detail, discount }] }).orderItems;
    expect(item).toMatchObject({ discountPercent });
  });

  it.each([
    ['14', 1_400],
    ['9.8', 980],
    ['9.8000', 980],
    ['0.07', 7],
  ])('reads the price %s as %i cents', (unitPrice, unitPriceCents) => {
    const [item] = northwind({ ...files, 'order-details': [{ ...detail, unitPrice }] }).orderItems;
    expect(item).toMatchObject({ unitPriceCents });
  });

  it('takes an order that is not shipped for pending in the last seven days, and for paid before', () => {
    const dates = ['1998-05-06', '1998-04-30', '1998-04-29'];
    const orders = dates.map((day, place) => ({
      ...order,
      orderID: String(place),
      orderDate: `${day} 00:00:00.000`,
      shippedDate: 'NULL',
    }));
    const result = northwind({ ...files, orders, 'order-details': [] });
    expect(result.orders.map(({ status }) => status)).toEqual(['pending', 'pending', 'paid']);
  });

  it('features the ten products most sold, and none that is discontinued or never sold', () => {
    const products = Array.from({ length: 14 }, (_, place) => ({
      ...product,
      productID: String(place),
      discontinued: place === 13 ? '1' : '0',
    }));
    const details = products.slice(1).map(({ productID }) => ({ ...detail, productID, quantity: productID }));
    const result = northwind({ ...files, products, 'order-details': details });
    const featured = result.products.filter((made) => made.featuredRank !== undefined);
    expect(featured.map(({ productId, featuredRank }) => [productId, featuredRank])).toEqual(
      [3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((id) => [String(id), 13 - id]),
    );
  });

  it('leaves names out when their files are not given', () => {
    const { customers, products, orders } = files;
    const result = northwind({ customers, products, orders });
    expect(result.products).toMatchObject([{ name: 'Queso' }]);
    expect(result.products[0]?.category).toBeUndefined();
    expect(result.orders[0]?.shipper).toBeUndefined();
    expect(result.unmapped.rows).toEqual([]);
  });

  it('makes an empty shop of nothing', () => {
    const nothing = { users: [], addresses: [], products: [], orders: [], orderItems: [] };
    expect(northwind({})).toEqual({ ...nothing, unmapped: { files: [], columns: {}, rows: [] } });
  });
});

describe('What northwind could not map', () => {
  it('is reported by file and by column', () => {
    const { unmapped } = northwind({ ...files, territories: [{ territoryID: '1' }] });
    expect(unmapped.files).toEqual(['territories']);
    expect(unmapped.columns).toEqual({ customers: ['contactTitle'] });
    expect(unmapped.rows).toEqual([]);
  });

  it.each([
    [{ customers: [customer, { ...customer, customerID: 'NULL' }] }, 'customers', 2, 'customerID is absent'],
    [{ customers: [customer, customer] }, 'customers', 2, 'customerID "ALFKI" is there twice'],
    [
      { orders: [order, { ...order, orderID: '1', freight: 'x' }] },
      'orders',
      2,
      'freight "x" is no amount of money',
    ],
    [
      { orders: [order, { ...order, orderID: '1', orderDate: '1996-02-30 00:00:00.000' }] },
      'orders',
      2,
      'orderDate "1996-02-30 00:00:00.000" is no date',
    ],
    [{ orders: [order, { ...order, orderID: '1', orderDate: 'NULL' }] }, 'orders', 2, 'orderDate is absent'],
    [
      { orders: [order, { ...order, orderID: '1', customerID: 'X' }] },
      'orders',
      2,
      'customerID "X" is none of the customers',
    ],
    [
      { 'order-details': [{ ...detail, orderID: '1' }] },
      'order-details',
      1,
      'orderID "1" is none of the orders',
    ],
    [
      { 'order-details': [{ ...detail, productID: '1' }] },
      'order-details',
      1,
      'productID "1" is none of the products',
    ],
    [
      { 'order-details': [{ ...detail, quantity: '1.5' }] },
      'order-details',
      1,
      'quantity "1.5" is no whole number',
    ],
    [
      { 'order-details': [{ ...detail, discount: '0.123' }] },
      'order-details',
      1,
      'discount "0.123" is no fraction of whole percents',
    ],
  ])('is reported by row: %j', (changed, file, row, reason) => {
    expect(reasons(changed)).toEqual([{ file, row, reason }]);
  });

  it('does not count among the lines', () => {
    const { orders, orderItems } = northwind({
      ...files,
      'order-details': [{ ...detail, quantity: 'many' }, detail],
    });
    expect(orders).toMatchObject([{ lineCount: 1 }]);
    expect(orderItems).toMatchObject([{ line: 1 }]);
  });
});

import { InvalidItem } from '../../src/errors.ts';
import { Order, order, refusal, User } from './orders.ts';

describe('A stored item that came by another way', () => {
  it('is parsed into the item of its entity', () => {
    expect(Order.parse(Order.put(order).input.Item)).toEqual(Order.put(order).read({}));
  });

  it('is refused when it is of another entity, or of none', () => {
    expect(() => User.parse(Order.put(order).input.Item)).toThrow(
      refusal('InvalidItem', 'User.parse found an item of "Order" in EntityType.'),
    );
    expect(() => User.parse({ PK: 'USER#7' })).toThrow(InvalidItem);
  });
});
